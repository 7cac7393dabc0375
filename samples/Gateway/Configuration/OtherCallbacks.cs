using System.IO.Enumeration;

namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's callbacks that are not here, and what there is instead. Those that would check requests or refuse them are not left out in silence.</summary>
internal static class OtherCallbacks
{
    private const string Otlp = "callbacks: [otel] sends the traces to every address that takes OTLP, with OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS";
    private const string Collector = "callbacks: [otel] sends the traces to an OpenTelemetry Collector, which writes them there";
    private const string Metrics = "callbacks: [otel] sends the traces, and OTEL_EXPORTER_OTLP_ENDPOINT the metrics (docs/metrics.md), from which a Collector makes a page for Prometheus";
    private const string Alerts = "the metrics of docs/metrics.md are for alerts";
    private const string Spend = "the metric gen_ai.usage.cost and the attributes of docs/cost.md have what requests cost";
    private const string Hook = "the gateway runs no Python. What the hook would log is in the traces, in the request log (docs/request-log.md) and in the metrics; what it would check or change is a guardrail's work: guardrail: generic_guardrail_api";
    private const string Guardrail = "would check requests, which the gateway does not: write a guardrail in the section guardrails, with guardrail: regex or generic_guardrail_api";
    private const string Limit = "would refuse requests over a limit, which the gateway does not: remove it";
    private const string Change = "would change requests, which the gateway does not: remove it";

    /// <summary>The names, with stars for any text, and what there is instead. The first row that fits counts.</summary>
    private static readonly (string[] Names, string Instead)[] Rows =
    [
        (["prometheus", "prometheus_system"], Metrics),
        (["datadog", "datadog_*", "newrelic", "logfire", "traceloop", "weave_otel", "weave", "wandb", "agentops", "langtrace", "levo", "braintrust", "opik", "mlflow", "honeycomb",
            "signoz", "galileo", "deepeval", "posthog", "lunary", "helicone", "humanloop", "literalai", "athina", "promptlayer", "greenscale", "argilla", "langwatch", "arize_*"], Otlp),
        (["s3", "s3_*", "gcs_*", "aws_sqs", "sqs", "azure_storage", "azure_sentinel", "dynamodb", "supabase", "generic_api*", "webhook", "sumologic", "focus", "elastic*", "cold_storage"], Collector),
        (["slack", "slack_*", "ms_teams", "pagerduty", "email", "*_email", "sentry", "rollbar"], Alerts),
        (["lago", "openmeter", "cloudzero", "vantage", "mavvrik"], Spend),
        (["langfuse_*"], "callbacks: [langfuse_otel]"),
        (["*.*"], Hook),
    ];

    private static readonly (string[] Names, string Reason)[] Refused =
    [
        (["presidio", "hide_secrets", "detect_prompt_injection", "*_prompt_injection", "*_moderation", "*_moderations", "banned_keywords", "azure_content_safety", "blocked_user_check"], Guardrail),
        (["dynamic_rate_limiter*", "max_budget_limiter", "max_parallel_request_limiter", "batch_redis_requests", "parallel_request_limiter*"], Limit),
        (["anthropic_cache_control_hook", "vector_store_pre_call_hook", "dotprompt", "bitbucket", "gitlab", "compression_interception", "websearch_interception", "litellm_agent", "bedrock_knowledgebase_hook"], Change),
    ];

    /// <summary>What there is instead of <paramref name="name"/>; <see langword="null"/> if LiteLLM has no such callback.</summary>
    public static string? FindInstead(string name) => Array.Find(Rows, row => Fits(row.Names, name)).Instead;

    /// <summary>Why the gateway must not start with <paramref name="name"/>; <see langword="null"/> if it may.</summary>
    public static string? ReasonAgainst(string name) => Array.Find(Refused, row => Fits(row.Names, name)).Reason;

    private static bool Fits(string[] patterns, string name) => Array.Exists(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
}
