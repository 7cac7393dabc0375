using System.Runtime.CompilerServices;

namespace TracedLlm.Bench.Micro.Methods;

/// <summary>A stage that returns a stream.</summary>
internal sealed partial class StreamStage
{
    /// <summary>The number of items of the stream.</summary>
    public int Items { get; set; } = 100;

    /// <summary>The gate for which every item waits; without a gate the stream completes synchronously.</summary>
    public ItemGate? Gate { get; set; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public async IAsyncEnumerable<int> PlainAsync(StageInput input)
    {
        for (var i = 0; i < Items; i++)
        {
            if (Gate is not null)
            {
                await Gate;
            }

            yield return i;
        }
    }

    /// <summary>The smallest code written by hand: only <c>StartActivity</c>.</summary>
    public IAsyncEnumerable<int> BareAsync(StageInput input)
    {
        using var activity = HandWritten.Start();
        return PlainAsync(input);
    }

    public async IAsyncEnumerable<int> SetTag0Async(StageInput input)
    {
        using var activity = HandWritten.Start();
        for (var i = 0; i < Items; i++)
        {
            if (Gate is not null)
            {
                await Gate;
            }

            yield return i;
        }
    }

    public async IAsyncEnumerable<int> SetTag5Async(StageInput input)
    {
        using var activity = HandWritten.StartAndSet5(input);
        for (var i = 0; i < Items; i++)
        {
            if (Gate is not null)
            {
                await Gate;
            }

            yield return i;
        }
    }

    public async IAsyncEnumerable<int> SetTag20Async(StageInput input)
    {
        using var activity = HandWritten.StartAndSet20(input);
        for (var i = 0; i < Items; i++)
        {
            if (Gate is not null)
            {
                await Gate;
            }

            yield return i;
        }
    }

    public async IAsyncEnumerable<int> CreationTags5Async(StageInput input)
    {
        using var activity = HandWritten.StartWith5(input);
        for (var i = 0; i < Items; i++)
        {
            if (Gate is not null)
            {
                await Gate;
            }

            yield return i;
        }
    }

    public async IAsyncEnumerable<int> CreationTags20Async(StageInput input)
    {
        using var activity = HandWritten.StartWith20(input);
        for (var i = 0; i < Items; i++)
        {
            if (Gate is not null)
            {
                await Gate;
            }

            yield return i;
        }
    }

    [TracedStage("stage")]
    public partial IAsyncEnumerable<int> Traced0Async(StageInput input);

    [TracedStage("stage")]
    public partial IAsyncEnumerable<int> Traced5Async(
        [SpanTag("app.tenant", Path = nameof(StageInput.Tenant))]
        [SpanTag("app.region", Path = nameof(StageInput.Region))]
        [SpanTag("app.deployment", Path = nameof(StageInput.Deployment))]
        [SpanTag("app.prompt.length", Path = nameof(StageInput.PromptLength))]
        [SpanTag("app.streaming", Path = nameof(StageInput.IsStreaming))]
        StageInput input);

    [TracedStage("stage")]
    public partial IAsyncEnumerable<int> Traced20Async(
        [SpanTag("app.tenant", Path = nameof(StageInput.Tenant))]
        [SpanTag("app.region", Path = nameof(StageInput.Region))]
        [SpanTag("app.deployment", Path = nameof(StageInput.Deployment))]
        [SpanTag("app.prompt.length", Path = nameof(StageInput.PromptLength))]
        [SpanTag("app.streaming", Path = nameof(StageInput.IsStreaming))]
        [SpanTag("app.client", Path = nameof(StageInput.Client))]
        [SpanTag("app.feature", Path = nameof(StageInput.Feature))]
        [SpanTag("app.tier", Path = nameof(StageInput.Tier))]
        [SpanTag("app.cache.key", Path = nameof(StageInput.CacheKey))]
        [SpanTag("app.cache.ttl", Path = nameof(StageInput.CacheTtl))]
        [SpanTag("app.policy", Path = nameof(StageInput.Policy))]
        [SpanTag("app.policy.version", Path = nameof(StageInput.PolicyVersion))]
        [SpanTag("app.budget", Path = nameof(StageInput.Budget))]
        [SpanTag("app.currency", Path = nameof(StageInput.Currency))]
        [SpanTag("app.priority", Path = nameof(StageInput.Priority))]
        [SpanTag("app.queue", Path = nameof(StageInput.Queue))]
        [SpanTag("app.session", Path = nameof(StageInput.Session))]
        [SpanTag("app.experiment", Path = nameof(StageInput.Experiment))]
        [SpanTag("app.internal", Path = nameof(StageInput.IsInternal))]
        [SpanTag("app.language", Path = nameof(StageInput.Language))]
        StageInput input);

    private IAsyncEnumerable<int> Traced0CoreAsync(StageInput input) => PlainAsync(input);

    private IAsyncEnumerable<int> Traced5CoreAsync(StageInput input) => PlainAsync(input);

    private IAsyncEnumerable<int> Traced20CoreAsync(StageInput input) => PlainAsync(input);
}
