using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

[Collection(ProcessWide.Name)]
public sealed class ControllerTests
{
    [Fact]
    public async Task An_action_is_traced()
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.PostAsync("/v1/chat/completions");

        Assert.Equal((HttpStatusCode.OK, """{"api":"ChatCompletions"}"""), (answer.Status, answer.Body));
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, http.route=v1/chat/completions, litellm.outcome=ok}
            ├─ litellm_request
            └─ work
            """,
            await gateway.StopAndPrintAsync("http.ro", "http.resp", "litellm.outcome"));
    }

    [Fact]
    public async Task An_exception_that_a_filter_handles_is_an_error_by_its_status()
    {
        await using var gateway = await StartAsync();

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "sorry"  {error.type="500", http.response.status_code=500, litellm.outcome=error}
            └─ Failed Proxy Server Request ERROR "sorry"  {error.type="500"}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task The_handlers_span_records_an_exception_that_a_filter_handles()
    {
        await using var gateway = await StartAsync();

        await gateway.PostAsync("/v1/responses");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "hidden by a filter"  {error.type=System.InvalidOperationException, http.response.status_code=500, litellm.call_id=<id>, litellm.outcome=error, litellm.overhead.duration_ms=<duration>, litellm.team.id=blue}
            └─ Failed Proxy Server Request ERROR "hidden by a filter"  {error.type=System.InvalidOperationException, litellm.call_id=<id>, litellm.team.id=blue}
            """,
            await gateway.StopAndPrintAsync("error.type", "litellm.", "http.resp"));
    }

    [Fact]
    public async Task Problem_details_of_a_4xx_are_a_refusal()
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.PostAsync("/v1/embeddings");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "too many"  {error.type="429", http.response.status_code=429, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "too many"  {error.type="429"}
            """,
            await gateway.StopAndPrintAsync());
    }

    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(new GatewaySetup
    {
        Before = builder => builder.Services.AddControllers().AddApplicationPart(typeof(ChatController).Assembly),
        App = app =>
        {
            app.UseTracedLlm();
            app.MapControllers();
        },
    });
}
