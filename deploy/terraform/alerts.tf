# Who is told of costs, and of a stream that falls behind or fails.
resource "google_monitoring_notification_channel" "email" {
  for_each     = var.alert_emails
  display_name = "newsbeam: ${each.value}"
  type         = "email"
  labels       = { email_address = each.value }

  depends_on = [google_project_service.apis]
}

locals {
  channels = [for channel in google_monitoring_notification_channel.email : channel.id]

  # Metrics of the stream that should stay below a threshold.
  stream_job_filter = "resource.type = \"dataflow_job\" AND resource.labels.job_name = \"${local.stream_job}\""
  stream_thresholds = {
    "falls behind" = {
      filter    = "${local.stream_job_filter} AND metric.type = \"dataflow.googleapis.com/job/data_watermark_age\""
      threshold = 600 # seconds
      duration  = "300s"
      advice = join(" ", [
        "What is written is more than ten minutes old. The job's page names slow steps and errors;",
        "if all its workers are busy, raise stream_max_workers.",
      ])
    }
    "leaves messages waiting" = {
      filter = join(" AND ", [
        "resource.type = \"pubsub_subscription\"",
        "resource.labels.subscription_id = \"${local.stream_name}\"",
        "metric.type = \"pubsub.googleapis.com/subscription/oldest_unacked_message_age\"",
      ])
      threshold = 600 # seconds
      duration  = "300s"
      advice = join(" ", [
        "Messages have waited for more than ten minutes: no job is running, or it is too slow.",
        "They are kept for seven days.",
      ])
    }
    "has failed" = {
      filter    = "${local.stream_job_filter} AND metric.type = \"dataflow.googleapis.com/job/is_failed\""
      threshold = 0
      duration  = "0s"
      advice = join(" ", [
        "Dataflow has given the job up. Launch it again: messages that it had not acknowledged are delivered again.",
        "deploy/terraform/README.md says how to read those again that it had acknowledged, but not written.",
      ])
    }
  }

  # newsbeam's own counters of the last hour (transforms/metrics.py), which Dataflow exports by their names.
  stream_counts = {
    for what in ["articles", "failures"] : what => join("", [
      "(sum(delta(dataflow_googleapis_com:job_user_counter{monitored_resource=\"dataflow_job\",",
      "job_name=\"${local.stream_job}\",metric_name=~\"${what}[.].+\"}[1h])) or vector(0))",
    ])
  }
  stream_records = "(${local.stream_counts.articles} + ${local.stream_counts.failures})"
}

resource "google_monitoring_alert_policy" "stream" {
  for_each              = var.stream ? local.stream_thresholds : {}
  display_name          = "newsbeam: the stream ${each.key}"
  combiner              = "OR"
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = "the stream ${each.key}"

    condition_threshold {
      filter          = each.value.filter
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.threshold
      duration        = each.value.duration

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    content = each.value.advice
  }
}

# Half of the records fail, and there are a hundred: what ends `newsbeam run` by default.
resource "google_monitoring_alert_policy" "stream_failures" {
  count                 = local.stream_count
  display_name          = "newsbeam: most of the stream fails"
  combiner              = "OR"
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = "most records of an hour failed"

    condition_prometheus_query_language {
      query = join(" and ", [
        "${local.stream_counts.failures} / ${local.stream_records} > 0.5",
        "${local.stream_records} >= 100",
      ])
      duration            = "0s"
      evaluation_interval = "60s"
    }
  }

  documentation {
    content = "The table failures says what cannot be read, and why."
  }
}
