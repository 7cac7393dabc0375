using System.Net;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;
using WithGenerator = TracedLlm.Testing.RequestDelegates.Generated;
using Reflected = TracedLlm.Testing.RequestDelegates.Reflected;

namespace TracedLlm.Tests.Routes;

/// <summary>Every form of handler gives the same trace, with the request-delegate generator and without.</summary>
[Collection(ProcessWide.Name)]
public sealed class RouteFormsTests
{
    private static readonly (string Path, string Route, string Answer)[] Requests =
    [
        ("/v1/chat/completions", "/v1/chat/completions", "lambda: ChatCompletions"),
        ("/v1/responses?model=m", "/v1/responses", "m: Responses"),
        ("/v1/completions", "/v1/completions", "method group: Completions"),
        ("/any", "/any", "instance: Messages"),
        ("/llm/v1/messages", "/llm/v1/messages", "group: Messages"),
    ];

    [Fact]
    public void The_request_delegate_generator_is_on_in_one_of_the_two() => Assert.Equal(
        [true, false],
        new[] { typeof(WithGenerator.MappedRoutes), typeof(Reflected.MappedRoutes) }.Select(routes =>
            routes.Assembly.GetTypes().Any(type => type.Namespace == "Microsoft.AspNetCore.Http.Generated")));

    [Fact]
    public Task Handlers_are_traced_with_the_request_delegate_generator() => Check(WithGenerator.MappedRoutes.Map);

    [Fact]
    public Task Handlers_are_traced_without_the_request_delegate_generator() => Check(Reflected.MappedRoutes.Map);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_cannot_be_bound_is_refused(bool generated)
    {
        await using var gateway = await TestGateway.StartAsync(generated ? WithGenerator.MappedRoutes.Map : Reflected.MappedRoutes.Map);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/embeddings") { Content = new StringContent("{", null, "application/json") };

        var answer = await gateway.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The gateway answered 400 Bad Request."  {error.type="400", http.response.status_code=400, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "The gateway answered 400 Bad Request."  {error.type="400"}
            """,
            await gateway.StopAndPrintAsync());
    }

    private static async Task Check(Action<IEndpointRouteBuilder> map)
    {
        await using var gateway = await TestGateway.StartAsync(app => map(app));
        foreach (var (path, _, expected) in Requests)
        {
            var answer = await gateway.PostAsync(path);
            Assert.Equal((HttpStatusCode.OK, expected), (answer.Status, answer.Body));
        }

        await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/health"));
        var spans = await gateway.StopAsync();
        Assert.Equal(
            Requests.Select(request => request.Route),
            spans.Where(span => span.Kind == ReceivedSpanKind.Server).Select(span => span.Attributes["http.route"]));
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok, url.path=/v1/chat/completions, url.scheme=http}
            └─ litellm_request  {gen_ai.operation.name=chat}

            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/responses, litellm.outcome=ok, url.path=/v1/responses, url.scheme=http}
            ├─ litellm_request  {gen_ai.operation.name=chat}
            └─ proxy_pre_call

            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/completions, litellm.outcome=ok, url.path=/v1/completions, url.scheme=http}
            └─ litellm_request  {gen_ai.operation.name=text_completion}

            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/any, litellm.outcome=ok, url.path=/any, url.scheme=http}
            └─ litellm_request  {gen_ai.operation.name=chat}

            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/llm/v1/messages, litellm.outcome=ok, url.path=/llm/v1/messages, url.scheme=http}
            └─ litellm_request  {gen_ai.operation.name=chat}
            """,
            TestGateway.Print(spans, "http.", "litellm.outcome", "url.", "gen_ai.operation"));
    }
}
