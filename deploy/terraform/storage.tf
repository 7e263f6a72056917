# Raw news. Objects are kept; their older versions are deleted after a month.
resource "google_storage_bucket" "news" {
  #checkov:skip=CKV_GCP_62: reads are in Cloud Audit Logs; a bucket of access logs would add nothing
  name                        = "${var.project}-news"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.labels

  versioning {
    enabled = true
  }

  lifecycle_rule {
    condition {
      days_since_noncurrent_time = 30
    }
    action {
      type = "Delete"
    }
  }
}

# Intermediate files of runs, and the template. A run deletes its files; those of killed runs are deleted by age.
resource "google_storage_bucket" "temp" {
  #checkov:skip=CKV_GCP_62: reads are in Cloud Audit Logs; a bucket of access logs would add nothing
  #checkov:skip=CKV_GCP_78: temporary files need no versions
  name                        = "${var.project}-newsbeam-temp"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.labels

  # Otherwise every deleted object would be kept, and paid for, for another week.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  lifecycle_rule {
    condition {
      age            = 14
      matches_prefix = ["runs/"]
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_artifact_registry_repository" "images" {
  #checkov:skip=CKV_GCP_84: Google's keys encrypt the images, which hold no news
  repository_id = "newsbeam"
  location      = var.region
  format        = "DOCKER"
  description   = "Images of launcher and workers."
  labels        = local.labels

  docker_config {
    immutable_tags = true
  }

  depends_on = [google_project_service.apis]
}
