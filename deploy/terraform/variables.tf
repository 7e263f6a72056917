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
  description = "What the daily job reads: gs:// paths or globs, separated by commas."
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

variable "analysts" {
  description = "Who reads the tables, as IAM members such as group:analysts@example.org."
  type        = set(string)
  default     = []
}

variable "billing_account" {
  description = "Billing account of the budget alert."
  type        = string
}

variable "monthly_budget" {
  description = "Amount a month, in the billing account's currency, on which the alert is reckoned."
  type        = number
}

variable "alert_emails" {
  description = "Who is told by e-mail when the budget is half, nearly and wholly used."
  type        = set(string)
}
