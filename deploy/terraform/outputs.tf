output "image" {
  description = "Where to push the image."
  value       = local.image
}

output "launch" {
  description = "The options of a run by hand."
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
