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
