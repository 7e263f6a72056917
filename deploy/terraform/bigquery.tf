# The tables as schemas/tables.py has them: deploy/terraform/tables.json is written from there
# (`python deploy/terraform/tables.py`), and a test holds it equal. newsbeam itself adds columns that are new.
locals {
  tables = jsondecode(file("${path.module}/tables.json"))
}

resource "google_bigquery_dataset" "news" {
  #checkov:skip=CKV_GCP_81: Google's keys encrypt the tables; give default_encryption_configuration where policy wants own
  dataset_id  = var.dataset
  location    = var.region
  description = "News as tables, written by newsbeam."
  labels      = local.labels

  depends_on = [google_project_service.apis]
}

resource "google_bigquery_table" "tables" {
  #checkov:skip=CKV_GCP_80: Google's keys encrypt the tables; give encryption_configuration where policy wants own
  for_each            = local.tables
  dataset_id          = google_bigquery_dataset.news.dataset_id
  table_id            = each.key
  description         = each.value.description
  clustering          = each.value.clustering
  schema              = jsonencode(each.value.schema)
  deletion_protection = true
  labels              = local.labels

  time_partitioning {
    type  = "MONTH"
    field = each.value.partition
  }

  # A newer newsbeam adds columns before this file knows them.
  lifecycle {
    ignore_changes = [schema]
  }
}
