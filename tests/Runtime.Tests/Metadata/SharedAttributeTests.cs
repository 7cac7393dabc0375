using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Metadata;

/// <summary>The attributes that all spans share are on every span, at every start time.</summary>
[Collection(ProcessWide.Name)]
public sealed class SharedAttributeTests
{
    private const string Session = "langfuse_session_id: s-1";

    [Fact]
    public async Task A_refused_request_has_it_on_the_root_the_authentication_and_the_failure()
    {
        await using var gateway = await StartAsync(_ =>
        {
            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            return Results.StatusCode(429);
        });

        await gateway.PostAsync("/v1/messages", Session);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The gateway answered 429 Too Many Requests."  {session.id=s-1}
            ├─ auth  {session.id=s-1}
            └─ Failed Proxy Server Request ERROR "The gateway answered 429 Too Many Requests."  {session.id=s-1}
            """,
            await gateway.StopAndPrintAsync("session.id"));
    }

    [Fact]
    public async Task A_request_without_other_spans_has_the_session_too()
    {
        await using var gateway = await StartAsync(_ => Results.Ok());

        await gateway.PostAsync("/v1/messages", Session);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {session.id=s-1}
            └─ litellm_request  {session.id=s-1}
            """,
            await gateway.StopAndPrintAsync("session.id"));
    }

    [Fact]
    public void Work_that_outlives_its_request_has_it_too()
    {
        using var request = new TracedRequest();
        request.Trace.SetTraceTag("session.id", "s-1");
        request.End();

        using (LlmSpan.StartStage("audit"))
        {
        }

        Assert.Contains("audit  {litellm.late=true, session.id=s-1}", request.Print("session.id", "litellm.late"));
    }

    [Fact]
    public async Task A_trace_tag_set_during_authentication_is_on_every_span()
    {
        await using var gateway = await StartAsync(_ =>
        {
            using (LlmSpan.StartStage("before"))
            {
            }

            using (LlmSpan.StartStage(LlmStage.Auth))
            {
                using (LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
                {
                    LlmTrace.Current!.SetTraceTag("session.id", "learnt");
                }
            }

            using (LlmSpan.StartCall("m"))
            {
            }

            return Results.Ok();
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {session.id=learnt}
            ├─ before  {session.id=learnt}
            ├─ auth  {session.id=learnt}
            └─ litellm_request  {session.id=learnt}
               ├─ guardrail  {session.id=learnt}
               └─ chat m [CLIENT]  {session.id=learnt}
            """,
            await gateway.StopAndPrintAsync("session.id"));
    }

    [Fact]
    public async Task A_sequence_that_is_enumerated_twice_has_it_once_on_each_span()
    {
        await using var gateway = await StartAsync(_ =>
        {
            var items = LlmSpan.StartStage("list", [new("app.list", 1)]).EndWith(Enumerable.Range(0, 2));
            Assert.Equal([0, 1], items);
            Assert.Equal([0, 1], items);
            return Results.Ok();
        });

        await gateway.PostAsync("/v1/messages", Session);

        var spans = (await gateway.StopAsync()).Where(span => span.Name == "list").ToList();
        Assert.Equal(2, spans.Count);
        Assert.All(spans, span => Assert.Equal(1, span.Attributes.Keys.Count(key => key == "session.id")));
        Assert.All(spans, span => Assert.Equal(1L, span.Attributes["app.list"]));
    }

    [Fact]
    public async Task A_joined_trace_is_marked_on_every_span_with_the_fields_that_may_change()
    {
        const string Marks = "{litellm.trace.joined=true, litellm.trace.name=n, litellm.trace.update_keys=[trace_name]}";

        Assert.Equal(
            $"""
            Received Proxy Server Request [SERVER]  {Marks}
            ├─ auth  {Marks}
            └─ litellm_request  {Marks}
               ├─ guardrail  {Marks}
               └─ chat m [CLIENT]  {Marks}
            """,
            await MetadataGateway.PrintAsync(
                """{"metadata": {"existing_trace_id": "t", "update_trace_keys": ["trace_name"], "trace_name": "n"} }""",
                [],
                ["litellm.trace."]));
    }

    [Fact]
    public async Task A_trace_that_is_the_requests_own_is_not_marked() =>
        Assert.DoesNotContain(
            "litellm.trace.",
            await MetadataGateway.PrintAsync("""{"metadata": {"trace_id": "t", "update_trace_keys": ["trace_name"]} }""", [], ["litellm.trace."]));

    [Fact]
    public async Task A_body_read_after_the_start_of_the_root_adds_missing_attributes_and_links_its_trace()
    {
        await using var gateway = await StartAsync(_ =>
        {
            var trace = LlmTrace.Current!;
            trace.SetRootTag("litellm.trace.debug", false);
            trace.State.AddLateMetadata(
                new()
                {
                    Metadata = """
                        {"session_id": "body", "trace_user_id": "u", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
                         "parent_observation_id": "00f067aa0ba902b7", "debug_langfuse": true, "generation_name": "g"}
                        """u8.ToArray(),
                },
                link: true,
                content: false);
            using (LlmSpan.StartCall("m"))
            {
            }

            return Results.Ok();
        });

        await gateway.PostAsync("/v1/messages", Session);

        var spans = await gateway.StopAsync();
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.trace.debug=false, session.id=s-1, user.id=u}
            └─ litellm_request  {litellm.generation_name=g, session.id=s-1, user.id=u}
               └─ chat m [CLIENT]  {session.id=s-1, user.id=u}
            """,
            TestGateway.Print(spans.Select(span => span with { Links = [] }), "session.id", "user.id", "litellm.trace.", "litellm.generation"));
        var link = Assert.Single(spans.SelectMany(span => span.Links));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (link.TraceId, link.SpanId));
    }

    private static Task<TestGateway> StartAsync(Func<HttpContext, IResult> handle) =>
        TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute(LlmApi.ChatCompletions)] (HttpContext http) => handle(http)));
}
