using System.Diagnostics;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>Attributes that LangSmith drops silently or misreads.</summary>
[Collection(ProcessWide.Name)]
public sealed class LangSmithViewTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();
    private readonly LangSmithView _view = new();

    [Fact]
    public async Task Under_a_callers_span_the_request_is_a_trace_of_its_own_that_names_the_caller()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("retry", headers: ("traceparent", ViewGateway.Caller));
        var spans = request.ReceiveSpans(_view);
        var canonical = request.Activities.ToReceived();

        var trace = Assert.Single(spans.Select(span => span.TraceId).Distinct());
        Assert.NotEqual(ViewGateway.CallerTrace, trace);
        Assert.Equal(canonical.Select(span => span.SpanId), spans.Select(span => span.SpanId));
        var root = Assert.Single(spans, span => span.ParentSpanId.Length == 0);
        Assert.Equal("greeting", root.Attributes["langsmith.trace.name"]);
        Assert.Equal(ViewGateway.CallerTrace, root.Attributes["langsmith.metadata.caller_trace_id"]);
        Assert.Equal(ViewGateway.CallerSpan, root.Attributes["langsmith.metadata.caller_span_id"]);
        Assert.All(spans.Where(span => span != root), span => Assert.Contains(span.ParentSpanId, spans.Select(other => other.SpanId)));
        Assert.All(spans.SelectMany(span => span.Links), link => Assert.Equal(trace, link.TraceId));
        Assert.Equal(0x101u, root.Flags);
    }

    [Fact]
    public async Task Two_requests_of_one_caller_are_two_traces_and_always_the_same()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var first = await gateway.SendAsync("success", headers: ("traceparent", ViewGateway.Caller));
        var second = await gateway.SendAsync("success", headers: ("traceparent", ViewGateway.Caller));

        Assert.NotEqual(first.ReceiveSpans(_view)[0].TraceId, second.ReceiveSpans(_view)[0].TraceId);
        Assert.Equal(first.ReceiveSpans(_view)[0].TraceId, first.ReceiveSpans(new LangSmithView())[0].TraceId);
    }

    [Fact]
    public async Task A_caller_that_exports_to_the_same_place_may_stay_the_parent()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", headers: ("traceparent", ViewGateway.Caller));
        var spans = request.ReceiveSpans(new LangSmithView(keepsParent: true));

        Assert.All(spans, span => Assert.Equal(ViewGateway.CallerTrace, span.TraceId));
        Assert.Single(spans, span => span.ParentSpanId == ViewGateway.CallerSpan);
        Assert.DoesNotContain(spans.SelectMany(span => span.Attributes.Keys), key => key.Contains("caller", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trace_that_begins_here_keeps_its_id()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");

        Assert.All(request.ReceiveSpans(_view), span => Assert.Equal(request.Request.Root.TraceId.ToHexString(), span.TraceId));
        Assert.DoesNotContain(request.ReceiveSpans(_view).SelectMany(span => span.Attributes.Keys), key => key.Contains("caller", StringComparison.Ordinal));
    }

    [Fact]
    public void Spans_of_no_request_are_no_orphans_either()
    {
        using var made = new Console.MadeActivities();
        var top = made.Make("worker", null, 0, 1, ActivityKind.Server);
        var span = EncodedSpan.FromActivity(_view, top);

        Assert.Equal("", span.ParentSpanId);
        Assert.Equal(top.ParentSpanId.ToHexString(), span.Attributes["langsmith.metadata.caller_span_id"]);
    }

    [Fact]
    public void Derived_ids_differ_in_all_of_their_bits()
    {
        var trace = ActivityTraceId.CreateFromString("00000000000000000000000000000001");
        var ids = Enumerable.Range(1, 2000)
            .Select(number => DerivedTraceId.Derive(trace, ActivitySpanId.CreateFromString(number.ToString("x16"))))
            .ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var bit in Enumerable.Range(0, 128).Where(bit => bit != 64))
        {
            // Six standard deviations of a fair coin. The one bit left out is always set, so that no id is all zeros.
            var set = ids.Count(id => ((bit < 64 ? id.High >> bit : id.Low >> (bit - 64)) & 1) == 1);
            Assert.InRange(set, 850, 1150);
        }
    }

    [Fact]
    public async Task The_thread_and_the_user_are_on_every_run_and_no_project_is_named()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");

        Assert.All(request.ReceiveSpans(_view), span =>
        {
            Assert.Equal("session-1", span.Attributes["langsmith.metadata.session_id"]);
            Assert.Equal("user-7", span.Attributes["langsmith.metadata.user_id"]);
            Assert.Equal("red,blue", span.Attributes["langsmith.span.tags"]);
            Assert.DoesNotContain(span.Attributes.Keys, key => key is "langsmith.trace.session_id" or "langsmith.trace.session_name");
        });
        Assert.Single(request.ReceiveSpans(_view), span => span.Attributes.ContainsKey("langsmith.trace.name"));
    }

    [Fact]
    public void Usage_contains_its_details_and_the_cost()
    {
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 50L), (GenAi.UsageCacheReadInputTokens, 80L),
            (GenAi.UsageCacheCreationInputTokens, 5L), (GenAi.UsageReasoningOutputTokens, 30L), (LiteLlm.CostTotal, 0.5), (LiteLlm.CostInput, 0.25),
            (LiteLlm.CostCacheRead, 0.125), (LiteLlm.CostCacheCreation, 0.0625));

        Assert.Equal(
            """{"input_tokens":100,"output_tokens":50,"total_tokens":150,"input_token_details":{"cache_read":80,"cache_creation":5},"output_token_details":{"reasoning":30},"input_cost":0.25,"total_cost":0.5,"input_cost_details":{"cache_read":0.125,"cache_creation":0.0625}}""",
            span.Attributes["langsmith.usage_metadata"]);
        Assert.DoesNotContain(span.Attributes.Keys, key => key.StartsWith("gen_ai.usage", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("acompletion", "llm")]
    [InlineData("aembedding", "embedding")]
    [InlineData("arerank", "retriever")]
    [InlineData("amoderation", "chain")]
    [InlineData("arun_thread", "chain")]
    [InlineData("afile_list", "chain")]
    public void A_kind_is_one_that_langsmith_has(string callType, string kind) =>
        Assert.Equal(kind, Seen((LibraryAttributes.CallType, callType)).Attributes["langsmith.span.kind"]);

    [Fact]
    public void Models_and_providers_have_the_names_that_prices_are_found_by()
    {
        var span = Seen((LibraryAttributes.CallType, "acompletion"), (GenAi.ProviderName, "aws.bedrock"), (GenAi.RequestModel, "asked"), (GenAi.ResponseModel, "answered"));

        Assert.Equal("aws.bedrock", span.Attributes["gen_ai.system"]);
        Assert.Equal("amazon_bedrock", span.Attributes["langsmith.metadata.ls_provider"]);
        Assert.Equal("answered", span.Attributes["langsmith.metadata.ls_model_name"]);
        Assert.Equal("asked", span.Attributes["gen_ai.request.model"]);
    }

    [Fact]
    public async Task An_attempt_is_a_chain_of_no_model()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("retry");

        Assert.All(request.ReceiveSpans(_view).Where(span => span.Kind == ReceivedSpanKind.Client), span =>
        {
            Assert.Equal("chain", span.Attributes["langsmith.span.kind"]);
            Assert.DoesNotContain(span.Attributes.Keys, key => key.StartsWith("gen_ai.", StringComparison.Ordinal) || key.Contains(".ls_"));
        });
    }

    [Fact]
    public void Lists_are_json_texts()
    {
        var span = Seen(("litellm.metadata.list", new[] { "a", "b" }), ("litellm.metadata.count", 3L), ("litellm.metadata.text", "t"));

        Assert.Equal("""["a","b"]""", span.Attributes["langsmith.metadata.list"]);
        Assert.Equal("3", span.Attributes["langsmith.metadata.count"]);
        Assert.Equal("t", span.Attributes["langsmith.metadata.text"]);
    }

    [Theory]
    [InlineData("input.value")]
    [InlineData("output.value")]
    [InlineData("metadata")]
    [InlineData("tool.name")]
    [InlineData("reranker.query")]
    [InlineData("traceloop.entity.name")]
    public void Attributes_that_LangSmith_reads_as_another_librarys_become_metadata(string name)
    {
        var span = Seen((name, "own"), ("model", "own"), ("toolbox.name", "own"));

        Assert.Equal([$"langsmith.metadata.{name}", "model", "toolbox.name", "langsmith.span.kind"], span.Attributes.Keys);
        Assert.Equal("own", span.Attributes[$"langsmith.metadata.{name}"]);
    }

    [Fact]
    public void A_link_to_the_callers_span_names_the_callers_trace_and_one_within_the_request_its_own()
    {
        var trace = ActivityTraceId.CreateFromString(ViewGateway.CallerTrace);
        var caller = new ActivityContext(trace, ActivitySpanId.CreateFromString(ViewGateway.CallerSpan), ActivityTraceFlags.Recorded, isRemote: true);
        var other = new ActivityContext(trace, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        var foreign = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        using var source = new ActivitySource("links");
        using var listener = new ActivityListener { ShouldListenTo = one => one == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var root = source.StartActivity("root", ActivityKind.Server, caller)!;
        using var first = source.StartActivity("first")!;
        first.Stop();
        var local = new ActivityContext(caller.TraceId, caller.SpanId, caller.TraceFlags);
        using var second = source.StartActivity(
            "second", ActivityKind.Internal, root.Context, links: [new(first.Context), new(caller), new(local), new(other), new(foreign)])!;
        second.Stop();
        root.Stop();
        var request = new RequestSnapshot(root, EverySpanTags.None, () => null, ParentSource.Header);

        var seen = EncodedSpan.FromActivity(_view, second, request);
        Assert.NotEqual(ViewGateway.CallerTrace, seen.TraceId);
        Assert.Equal(
            [
                (seen.TraceId, first.SpanId.ToHexString()),
                (ViewGateway.CallerTrace, ViewGateway.CallerSpan),
                (ViewGateway.CallerTrace, ViewGateway.CallerSpan),
                (ViewGateway.CallerTrace, other.SpanId.ToHexString()),
                (foreign.TraceId.ToHexString(), foreign.SpanId.ToHexString()),
            ],
            seen.Links.Select(link => (link.TraceId, link.SpanId)));
        Assert.All(
            EncodedSpan.FromActivity(new LangSmithView(keepsParent: true), second, request).Links.SkipLast(1), link => Assert.Equal(ViewGateway.CallerTrace, link.TraceId));
    }

    [Fact]
    public void Parameters_and_the_providers_model_reach_LangSmith()
    {
        var span = EncodedSpan.FromActivity(_view, _activities.WithTags(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.RequestModel, "alias"), (LiteLlm.ProviderModel, "gpt-5"),
            (LibraryAttributes.RequestParameters, """{"reasoning_effort":"low","service_tier":"auto"}"""), (OpenAi.ResponseServiceTier, "priority")));

        Assert.Equal("""{"reasoning_effort":"low","service_tier":"priority"}""", span.Attributes["llm.invocation_parameters"]);
        Assert.Equal(("gpt-5", "gpt-5", "alias"), (span.Attributes["langsmith.metadata.ls_model_name"], span.Attributes["gen_ai.response.model"], span.Attributes["gen_ai.request.model"]));
    }

    public void Dispose() => _activities.Dispose();

    private ReceivedSpan Seen(params (string Name, object? Value)[] tags) => EncodedSpan.FromActivity(_view, _activities.WithTags(tags));
}
