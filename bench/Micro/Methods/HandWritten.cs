using System.Diagnostics;

namespace TracedLlm.Bench.Micro.Methods;

/// <summary>The attributes written by hand: set one by one on the activity, or passed when it starts.</summary>
internal static class HandWritten
{
    public static readonly ActivitySource Source = new("TracedLlm.Bench.HandWritten");

    public static Activity? Start() => Source.StartActivity("stage");

    public static Activity? StartAndSet5(StageInput input)
    {
        var activity = Source.StartActivity("stage");
        if (activity is null)
        {
            return null;
        }

        activity.SetTag("app.tenant", input.Tenant);
        activity.SetTag("app.region", input.Region);
        activity.SetTag("app.deployment", input.Deployment);
        activity.SetTag("app.prompt.length", input.PromptLength);
        activity.SetTag("app.streaming", input.IsStreaming);
        return activity;
    }

    public static Activity? StartAndSet20(StageInput input)
    {
        var activity = Source.StartActivity("stage");
        if (activity is null)
        {
            return null;
        }

        activity.SetTag("app.tenant", input.Tenant);
        activity.SetTag("app.region", input.Region);
        activity.SetTag("app.deployment", input.Deployment);
        activity.SetTag("app.prompt.length", input.PromptLength);
        activity.SetTag("app.streaming", input.IsStreaming);
        activity.SetTag("app.client", input.Client);
        activity.SetTag("app.feature", input.Feature);
        activity.SetTag("app.tier", input.Tier);
        activity.SetTag("app.cache.key", input.CacheKey);
        activity.SetTag("app.cache.ttl", input.CacheTtl);
        activity.SetTag("app.policy", input.Policy);
        activity.SetTag("app.policy.version", input.PolicyVersion);
        activity.SetTag("app.budget", input.Budget);
        activity.SetTag("app.currency", input.Currency);
        activity.SetTag("app.priority", input.Priority);
        activity.SetTag("app.queue", input.Queue);
        activity.SetTag("app.session", input.Session);
        activity.SetTag("app.experiment", input.Experiment);
        activity.SetTag("app.internal", input.IsInternal);
        activity.SetTag("app.language", input.Language);
        return activity;
    }

    public static Activity? StartWith5(StageInput input) =>
        Source.StartActivity(ActivityKind.Internal, tags: Of5(input), name: "stage");

    public static Activity? StartWith20(StageInput input) =>
        Source.StartActivity(ActivityKind.Internal, tags: Of20(input), name: "stage");

    private static KeyValuePair<string, object?>[] Of5(StageInput input) =>
    [
        new("app.tenant", input.Tenant),
        new("app.region", input.Region),
        new("app.deployment", input.Deployment),
        new("app.prompt.length", input.PromptLength),
        new("app.streaming", input.IsStreaming),
    ];

    private static KeyValuePair<string, object?>[] Of20(StageInput input) =>
    [
        new("app.tenant", input.Tenant),
        new("app.region", input.Region),
        new("app.deployment", input.Deployment),
        new("app.prompt.length", input.PromptLength),
        new("app.streaming", input.IsStreaming),
        new("app.client", input.Client),
        new("app.feature", input.Feature),
        new("app.tier", input.Tier),
        new("app.cache.key", input.CacheKey),
        new("app.cache.ttl", input.CacheTtl),
        new("app.policy", input.Policy),
        new("app.policy.version", input.PolicyVersion),
        new("app.budget", input.Budget),
        new("app.currency", input.Currency),
        new("app.priority", input.Priority),
        new("app.queue", input.Queue),
        new("app.session", input.Session),
        new("app.experiment", input.Experiment),
        new("app.internal", input.IsInternal),
        new("app.language", input.Language),
    ];
}
