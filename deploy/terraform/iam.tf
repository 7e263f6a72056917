# Two accounts with minimal permissions: one for workers and the template's launcher, one for the scheduler.
resource "google_service_account" "worker" {
  account_id   = "newsbeam-worker"
  display_name = "newsbeam: workers of a run, and the launcher of its template"
}

resource "google_service_account" "scheduler" {
  account_id   = "newsbeam-scheduler"
  display_name = "newsbeam: starts the daily job"
}

# --- workers --------------------------------------------------------------------------------

resource "google_project_iam_member" "worker" {
  for_each = toset([
    "roles/bigquery.jobUser",
    "roles/dataflow.worker",
  ])
  project = var.project
  role    = each.value
  member  = google_service_account.worker.member
}

# The template's launcher uses the workers' account and creates the job.
resource "google_project_iam_member" "worker_creates_jobs" {
  project = var.project
  role    = google_project_iam_custom_role.launcher.id
  member  = google_service_account.worker.member
}

resource "google_bigquery_dataset_iam_member" "worker_writes" {
  dataset_id = google_bigquery_dataset.news.dataset_id
  role       = "roles/bigquery.dataEditor"
  member     = google_service_account.worker.member
}

resource "google_storage_bucket_iam_member" "worker_reads_news" {
  bucket = google_storage_bucket.news.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.worker.member
}

resource "google_storage_bucket_iam_member" "worker_uses_temp" {
  bucket = google_storage_bucket.temp.name
  role   = "roles/storage.objectAdmin"
  member = google_service_account.worker.member
}

resource "google_artifact_registry_repository_iam_member" "worker_pulls" {
  repository = google_artifact_registry_repository.images.name
  location   = var.region
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.worker.member
}

# --- job launchers --------------------------------------------------------------------------

resource "google_project_iam_custom_role" "launcher" {
  role_id     = "newsbeamLauncher"
  title       = "newsbeam launcher"
  description = "Creates, monitors and cancels Dataflow jobs."
  permissions = [
    "dataflow.jobs.cancel",
    "dataflow.jobs.create",
    "dataflow.jobs.get",
    "dataflow.jobs.list",
    "dataflow.messages.list",
  ]
}

resource "google_project_iam_member" "scheduler_launches" {
  project = var.project
  role    = google_project_iam_custom_role.launcher.id
  member  = google_service_account.scheduler.member
}

resource "google_service_account_iam_member" "scheduler_acts_as_worker" {
  service_account_id = google_service_account.worker.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.scheduler.member
}

resource "google_storage_bucket_iam_member" "scheduler_reads_template" {
  bucket = google_storage_bucket.temp.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.scheduler.member
}

# --- readers --------------------------------------------------------------------------------

resource "google_bigquery_dataset_iam_member" "analysts" {
  for_each   = var.analysts
  dataset_id = google_bigquery_dataset.news.dataset_id
  role       = "roles/bigquery.dataViewer"
  member     = each.value
}
