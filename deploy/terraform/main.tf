# The resources that newsbeam needs in a Google Cloud project. See deploy/terraform/README.md.
locals {
  labels = { app = "newsbeam" }
  image  = "${var.region}-docker.pkg.dev/${var.project}/newsbeam/newsbeam:${var.image_tag}"

  # Of a template's job.
  environment = {
    additionalUserLabels = local.labels
    ipConfiguration      = "WORKER_IP_PRIVATE"
    machineType          = var.machine_type
    maxWorkers           = var.max_workers
    sdkContainerImage    = local.image
    serviceAccountEmail  = google_service_account.worker.email
    stagingLocation      = "gs://${google_storage_bucket.temp.name}/runs/staging"
    subnetwork           = "regions/${var.region}/subnetworks/${google_compute_subnetwork.workers.name}"
    tempLocation         = "gs://${google_storage_bucket.temp.name}/runs/temp"
  }
}

resource "google_project_service" "apis" {
  for_each = toset([
    "artifactregistry.googleapis.com",
    "bigquery.googleapis.com",
    "billingbudgets.googleapis.com",
    "cloudscheduler.googleapis.com",
    "compute.googleapis.com",
    "dataflow.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "storage.googleapis.com",
  ])
  service            = each.value
  disable_on_destroy = false
}

# Workers have no public addresses: from this subnetwork they reach only Google's services.
resource "google_compute_subnetwork" "workers" {
  name                     = "newsbeam"
  region                   = var.region
  network                  = var.network
  ip_cidr_range            = var.subnetwork_range
  private_ip_google_access = true
  #checkov:skip=CKV_GCP_76: the network is IPv4 only

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = 0.1
    metadata             = "INCLUDE_ALL_METADATA"
  }

  depends_on = [google_project_service.apis]
}

# Dataflow workers communicate on two ports.
resource "google_compute_firewall" "workers" {
  name        = "newsbeam-workers"
  network     = var.network
  description = "Traffic between Dataflow workers."
  source_tags = ["dataflow"]
  target_tags = ["dataflow"]

  allow {
    protocol = "tcp"
    ports    = ["12345-12346"]
  }
}

# The Flex Template: the image and its parameters.
resource "google_storage_bucket_object" "template" {
  bucket       = google_storage_bucket.temp.name
  name         = "templates/newsbeam-${var.image_tag}.json"
  content_type = "application/json"
  content = jsonencode({
    image    = local.image
    metadata = jsondecode(file("${path.module}/../dataflow/template_metadata.json"))
    sdkInfo  = { language = "PYTHON" }
  })
}

# The daily job. Inputs that are done are skipped, so the next job catches up on a missed day.
resource "google_cloud_scheduler_job" "daily" {
  name             = "newsbeam-daily"
  description      = "Launches newsbeam's Flex Template."
  region           = var.region
  schedule         = var.schedule
  time_zone        = "Etc/UTC"
  paused           = var.stream # the stream reads what comes into the bucket, and links it
  attempt_deadline = "180s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "60s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://dataflow.googleapis.com/v1b3/projects/${var.project}/locations/${var.region}/flexTemplates:launch"
    headers     = { "Content-Type" = "application/json" }
    body = base64encode(jsonencode({
      launchParameter = {
        # Names of active jobs are unique: a job does not start while the previous day's is running.
        jobName              = "newsbeam-daily"
        containerSpecGcsPath = "gs://${google_storage_bucket.temp.name}/${google_storage_bucket_object.template.name}"
        parameters = {
          inputs = var.daily_inputs
          output = "bq://${var.project}.${google_bigquery_dataset.news.dataset_id}"
          temp   = "gs://${google_storage_bucket.temp.name}/runs"
        }
        environment = local.environment
      }
    }))

    oauth_token {
      service_account_email = google_service_account.scheduler.email
    }
  }

  depends_on = [google_project_service.apis]
}
