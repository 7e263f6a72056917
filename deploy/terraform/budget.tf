data "google_project" "this" {}

# Costs of resources with newsbeam's label, against the monthly budget.
resource "google_billing_budget" "monthly" {
  billing_account = var.billing_account
  display_name    = "newsbeam"

  budget_filter {
    projects = ["projects/${data.google_project.this.number}"]
    labels   = { app = "newsbeam" }
  }

  amount {
    specified_amount {
      units = tostring(var.monthly_budget)
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1.0]
    content {
      threshold_percent = threshold_rules.value
    }
  }

  threshold_rules {
    threshold_percent = 1.0
    spend_basis       = "FORECASTED_SPEND"
  }

  all_updates_rule {
    monitoring_notification_channels = local.channels
    disable_default_iam_recipients   = true
  }

  depends_on = [google_project_service.apis]
}
