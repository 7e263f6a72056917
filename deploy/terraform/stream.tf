# What a stream needs (`-var stream=true`): messages, and the template of the job. The job itself is launched by hand,
# because it is updated and drained by hand too: `terraform output -raw launch_stream`.
locals {
  stream_count = var.stream ? 1 : 0
  stream_name  = "news"                          # of topic and subscription
  stream_job   = "newsbeam-${local.stream_name}" # as `newsbeam stream` calls it, so that only one of both runs
  stream_temp  = "${google_storage_bucket.temp.url}/stream"
}

# --- messages -------------------------------------------------------------------------------

# Articles, and the notifications of the bucket: one subscription serves both.
resource "google_pubsub_topic" "news" {
  #checkov:skip=CKV_GCP_83: Google's keys encrypt the messages; set kms_key_name for your own
  count  = local.stream_count
  name   = local.stream_name
  labels = local.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_project_service.apis]
}

resource "google_pubsub_subscription" "news" {
  count                = local.stream_count
  name                 = local.stream_name
  topic                = google_pubsub_topic.news[0].id
  ack_deadline_seconds = 600
  labels               = local.labels

  # Dataflow acknowledges a message when its first steps are done, not when its rows are written. What a job that was
  # cancelled or lost had acknowledged can so be read again: `gcloud pubsub subscriptions seek --time`.
  message_retention_duration = "604800s"
  retain_acked_messages      = true

  # Otherwise it is deleted after a month without a job.
  expiration_policy {
    ttl = ""
  }
}

data "google_storage_project_service_account" "storage" {
  count = local.stream_count
}

resource "google_pubsub_topic_iam_member" "storage_publishes" {
  count  = local.stream_count
  topic  = google_pubsub_topic.news[0].id
  role   = "roles/pubsub.publisher"
  member = data.google_storage_project_service_account.storage[0].member
}

resource "google_pubsub_topic_iam_member" "publishers" {
  for_each = var.stream ? var.publishers : []
  topic    = google_pubsub_topic.news[0].id
  role     = "roles/pubsub.publisher"
  member   = each.value
}

resource "google_storage_notification" "news" {
  count          = local.stream_count
  bucket         = google_storage_bucket.news.name
  topic          = google_pubsub_topic.news[0].id
  event_types    = ["OBJECT_FINALIZE"]
  payload_format = "NONE" # the attributes name the object

  depends_on = [google_pubsub_topic_iam_member.storage_publishes]
}

# The worker reads messages, and Dataflow looks at the subscription's configuration before.
resource "google_pubsub_subscription_iam_member" "worker_reads_messages" {
  for_each     = var.stream ? toset(["roles/pubsub.subscriber", "roles/pubsub.viewer"]) : []
  subscription = google_pubsub_subscription.news[0].id
  role         = each.value
  member       = google_service_account.worker.member
}

# --- template -------------------------------------------------------------------------------

resource "google_storage_bucket_object" "stream_template" {
  count        = local.stream_count
  bucket       = google_storage_bucket.temp.name
  name         = "templates/newsbeam-stream-${var.image_tag}.json"
  content_type = "application/json"
  content = jsonencode({
    image    = local.image
    metadata = jsondecode(file("${path.module}/../dataflow/stream_template_metadata.json"))
    sdkInfo  = { language = "PYTHON" }
    defaultEnvironment = merge(local.environment, {
      enableStreamingEngine = true
      maxWorkers            = var.stream_max_workers
      # Not under runs/, whose files are deleted by age: workers that start later read the graph from here.
      stagingLocation = "${local.stream_temp}/staging"
      tempLocation    = "${local.stream_temp}/temp"
    })
  })
}
