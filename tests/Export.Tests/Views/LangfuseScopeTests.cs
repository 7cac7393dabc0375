using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The spans that are rows at Langfuse.</summary>
[Collection(ProcessWide.Name)]
public sealed class LangfuseScopeTests
{
    [Theory]
    [InlineData("All", "Received Proxy Server Request, auth, greet, pii, chat gpt-4o-mini-2024-07-18, raw_gen_ai_request, chat gpt-4o-mini-2024-07-18, raw_gen_ai_request")]
    [InlineData("Request", "Received Proxy Server Request, greet, pii, chat gpt-4o-mini-2024-07-18, chat gpt-4o-mini-2024-07-18")]
    [InlineData("LlmOnly", "greet")]
    public async Task A_scope_has_these_rows(string scope, string names)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var view = new LangfuseView().WithScope(Enum.Parse<LangfuseSpanScope>(scope));
        var spans = Receive(view, await gateway.SendAsync("retry"));

        Assert.Equal(names.Split(", ").Order(), spans.Select(span => span.Name).Order());
        Assert.All(spans.Where(span => span.ParentSpanId.Length > 0), span => Assert.Contains(span.ParentSpanId, spans.Select(other => other.SpanId)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_only_row_is_the_root_of_its_trace(bool hasCaller)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var view = new LangfuseView().WithScope(LangfuseSpanScope.LlmOnly);
        var request = await gateway.SendAsync("success", headers: hasCaller ? [("traceparent", ViewGateway.Caller)] : []);
        var row = Assert.Single(Receive(view, request));

        Assert.Equal("", row.ParentSpanId);
        Assert.Equal("greeting", row.Attributes["langfuse.trace.name"]);
        Assert.Equal("generation", row.Attributes["langfuse.observation.type"]);
        Assert.True(row.Attributes.ContainsKey("langfuse.observation.usage_details"));
    }

    [Fact]
    public async Task The_only_row_has_the_parent_that_the_caller_named()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var view = new LangfuseView().WithScope(LangfuseSpanScope.LlmOnly);
        var request = await gateway.SendAsync("success", ViewGateway.Body.Replace(
            "\"region\"", $"\"trace_id\": \"{ViewGateway.CallerTrace}\", \"parent_observation_id\": \"{ViewGateway.CallerSpan}\", \"region\"", StringComparison.Ordinal));

        Assert.Equal(ViewGateway.CallerSpan, Assert.Single(Receive(view, request)).ParentSpanId);
    }

    [Fact]
    public void A_model_call_of_another_library_is_a_row_in_every_scope()
    {
        using var activities = new GeneratedActivities();
        var call = activities.WithTags((GenAi.OperationName, "chat"));
        var other = activities.WithTags(("db.system", "redis"));

        Assert.All(Enum.GetValues<LangfuseSpanScope>(), scope => Assert.True(new LangfuseView().WithScope(scope).Shows(call, null)));
        Assert.False(new LangfuseView().WithScope(LangfuseSpanScope.Request).Shows(other, null));
    }

    [Fact]
    public void A_scope_of_a_view_is_one_instance()
    {
        var view = new LangfuseView();

        Assert.Same(view, view.WithScope(LangfuseSpanScope.All));
        Assert.Same(view.WithScope(LangfuseSpanScope.Request), view.WithScope(LangfuseSpanScope.Request));
    }

    private static List<ReceivedSpan> Receive(LangfuseView view, ViewedRequest request) =>
    [
        .. request.Activities
            .Where(activity => view.Shows(activity, request.Request))
            .Select(activity => EncodedSpan.FromActivity(view, activity, request.Request)),
    ];
}
