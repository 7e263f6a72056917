# The tables of schemas/tables.py: deploy/terraform/tables.json is generated from there
# (`python deploy/terraform/tables.py`), and a test checks that it is up to date. newsbeam itself adds new columns.
locals {
  tables = jsondecode(file("${path.module}/tables.json"))
}

resource "google_bigquery_dataset" "news" {
  #checkov:skip=CKV_GCP_81: Google's keys encrypt the tables; set default_encryption_configuration for your own
  dataset_id  = var.dataset
  location    = var.region
  description = "News as tables, written by newsbeam."
  labels      = local.labels

  depends_on = [google_project_service.apis]
}

resource "google_bigquery_table" "tables" {
  #checkov:skip=CKV_GCP_80: Google's keys encrypt the tables; set encryption_configuration for your own
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

  # A newer version of newsbeam adds columns that this file does not have yet.
  lifecycle {
    ignore_changes = [schema]
  }
}
