variable "project" {
  description = "Project id."
  type        = string
}

variable "region" {
  description = "Region of the jobs, the buckets and the dataset."
  type        = string
}

variable "dataset" {
  description = "Name of the BigQuery dataset."
  type        = string
  default     = "news"
}

variable "image_tag" {
  description = "Tag of the image that the daily job runs."
  type        = string
}

variable "network" {
  description = "Self link of the VPC network that holds the workers' subnetwork."
  type        = string
}

variable "subnetwork_range" {
  description = "Addresses of the workers, in CIDR form."
  type        = string
  default     = "10.120.0.0/22"
}

variable "daily_inputs" {
  description = "Inputs of the daily job: gs:// paths or globs, separated by commas."
  type        = string
}

variable "schedule" {
  description = "When the daily job starts, in cron form, UTC."
  type        = string
  default     = "15 3 * * *"
}

variable "machine_type" {
  description = "Machine type of the workers."
  type        = string
  default     = "n2-standard-4"
}

variable "max_workers" {
  description = "Machines that autoscaling may start."
  type        = number
  default     = 20
}

variable "stream" {
  description = "Whether a stream reads articles as they are published, instead of the daily job."
  type        = bool
  default     = false
}

variable "stream_max_workers" {
  description = "Machines that autoscaling may start for a stream."
  type        = number
  default     = 5
}

variable "publishers" {
  description = "IAM members that may publish articles for a stream, such as serviceAccount:crawler@example.com."
  type        = set(string)
  default     = []
}

variable "analysts" {
  description = "IAM members that may read the tables, such as group:analysts@example.org."
  type        = set(string)
  default     = []
}

variable "billing_account" {
  description = "Billing account of the budget alert."
  type        = string
}

variable "monthly_budget" {
  description = "Monthly budget for the alert, in the currency of the billing account."
  type        = number
}

variable "alert_emails" {
  description = "E-mail addresses that are alerted of 50, 90 and 100 percent of the budget, and of a stream's troubles."
  type        = set(string)
}
