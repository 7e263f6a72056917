output "image" {
  description = "The name to push the image to."
  value       = local.image
}

output "launch" {
  description = "The command of a manual run."
  value = join(" ", [
    "newsbeam run gs://${google_storage_bucket.news.name}/**",
    "--output bq://${var.project}.${google_bigquery_dataset.news.dataset_id}",
    "--temp gs://${google_storage_bucket.temp.name}/runs",
    "--runner dataflow",
    "--region ${var.region}",
    "--image ${local.image}",
    "--service-account ${google_service_account.worker.email}",
    "--subnetwork regions/${var.region}/subnetworks/${google_compute_subnetwork.workers.name}",
  ])
}

output "launch_stream" {
  description = "The command that launches the stream; with --update, it replaces the job that is running."
  value = var.stream ? join(" ", [
    "gcloud dataflow flex-template run ${local.stream_job}",
    "--project ${var.project}",
    "--region ${var.region}",
    "--template-file-gcs-location",
    "${google_storage_bucket.temp.url}/${google_storage_bucket_object.stream_template[0].name}",
    "--parameters",
    join(",", [
      "subscription=${google_pubsub_subscription.news[0].id}",
      "output=bq://${var.project}.${google_bigquery_dataset.news.dataset_id}",
      "temp=${local.stream_temp}",
    ]),
  ]) : null
}

output "topic" {
  description = "The topic to publish articles to."
  value       = one(google_pubsub_topic.news[*].id)
}
