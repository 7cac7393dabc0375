using TracedLlm.Testing.Backends;

namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>The display of one request in each backend.</summary>
[Collection(AllBackends.Name)]
public sealed class BackendDisplayTests(GatewayOfAllBackends gateway)
{
    [Fact]
    public void In_Langfuse_a_trace_with_its_name_session_user_tags_and_one_generation()
    {
        var trace = gateway.Reds.Traces.Single();

        Assert.Equal(("a question", "s-1", "ann"), (trace.Name, trace.SessionId, trace.UserId));
        Assert.Equal(["blue", "green"], trace.Tags);
        Assert.Equal("shown", trace.Metadata["harmless"]);
        Assert.All(trace.Observations, row => Assert.Equal(("s-1", "ann", "a question"), (row.SessionId, row.UserId, row.TraceName)));
        var generation = Assert.Single(trace.Observations, row => row.Type == "generation");
        Assert.Equal("demo", generation.Model);
        Assert.True(generation.Usage!["total"] > 0);
        Assert.Equal(generation.Usage["total"], trace.TotalTokens);
    }

    [Fact]
    public void In_Langfuse_no_price_is_guessed_and_no_span_is_dropped()
    {
        LangfuseProject[] projects = [gateway.Operators, gateway.Reds];

        Assert.All(projects, project => Assert.Empty(project.DroppedSilently));
        Assert.All(projects.SelectMany(project => project.Observations), row => Assert.False(row.IsPricedByGuess, row.Name));
    }

    [Fact]
    public void In_Langfuse_a_failure_is_an_error_with_its_message()
    {
        var failed = gateway.Operators.Observations.Where(row => row.ParentId.Length == 0 && row.Level == "ERROR").ToList();

        Assert.Equal(2, failed.Count);
        Assert.All(failed, row => Assert.False(string.IsNullOrEmpty(row.StatusMessage)));
    }

    [Fact]
    public void In_Phoenix_the_traces_are_in_their_project_with_tokens_and_errors()
    {
        var project = gateway.Phoenix.Projects["gateway"];

        Assert.Equal(5, project.Traces.Count);
        Assert.Equal(["gateway"], gateway.Phoenix.Projects.Keys);
        Assert.DoesNotContain(project.Spans, span => span.Kind == "UNKNOWN");
        Assert.All(project.Traces.Where(trace => trace.Errors == 0), trace =>
        {
            Assert.Equal(("s-1", "ann"), (trace.SessionId, trace.UserId));
            Assert.True(trace.PromptTokens + trace.CompletionTokens > 0);
        });
        Assert.Equal(2, project.Traces.Count(trace => trace.Errors > 0));
        Assert.Equal(0, gateway.Phoenix.Ignored);
    }

    [Fact]
    public void In_LangSmith_no_run_is_an_orphan_and_every_run_is_in_its_thread()
    {
        Assert.Empty(gateway.LangSmith.Orphans);
        Assert.All(gateway.LangSmith.Runs, run => Assert.Equal("gateway", run.Project));
        Assert.All(
            gateway.LangSmith.Runs.Where(run => run.TraceId == Guid.ParseExact(gateway.Reds.Traces.Single().Id, "N")),
            run => Assert.Equal(("s-1", "ann"), (run.Thread, run.Metadata["user_id"])));
        Assert.Equal(3, gateway.LangSmith.Runs.Count(run => run.Type == "llm" && run.Error is null));
        Assert.Equal(2, gateway.LangSmith.Runs.Count(run => run.ParentId is null && run.Error is not null));
    }

    // The caller exports its own spans to another backend, so the root must not wait for them.
    [Fact]
    public void A_caller_who_brings_a_trace_finds_it_again_everywhere()
    {
        var trace = gateway.Operators.Traces.Single(trace => trace.Id == GatewayOfAllBackends.CallersTrace);
        Assert.Equal("a question", trace.Name);
        Assert.Equal("Received Proxy Server Request", Assert.Single(trace.Observations, row => row.IsRoot).Name);
        Assert.Single(gateway.Phoenix.Projects["gateway"].Traces, one => one.Id == GatewayOfAllBackends.CallersTrace);

        var root = Assert.Single(gateway.LangSmith.Runs, run => run.ParentId is null && run.Metadata.Values.Contains(GatewayOfAllBackends.CallersTrace));
        Assert.NotEqual(Guid.ParseExact(GatewayOfAllBackends.CallersTrace, "N"), root.TraceId);
        Assert.Equal(trace.Observations.Count, gateway.LangSmith.Runs.Count(run => run.TraceId == root.TraceId));
    }
}
