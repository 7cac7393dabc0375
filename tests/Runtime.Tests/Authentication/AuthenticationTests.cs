using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Authentication;

/// <summary>ASP.NET Core's own authentication is the <c>auth</c> stage, wherever it runs and whenever it was added.</summary>
[Collection(ProcessWide.Name)]
public sealed class AuthenticationTests
{
    private const string Passed =
        """
        Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
        ├─ auth
        └─ litellm_request
        """;

    private const string Refused =
        """
        Received Proxy Server Request [SERVER] ERROR "The gateway answered 401 Unauthorized."  {error.type="401", http.response.status_code=401, litellm.outcome=refused}
        ├─ auth
        └─ Failed Proxy Server Request ERROR "The gateway answered 401 Unauthorized."  {error.type="401"}
        """;

    private const string BadKey =
        """
        Received Proxy Server Request [SERVER] ERROR "unknown key"  {error.type="401", http.response.status_code=401, litellm.outcome=refused}
        ├─ auth ERROR "unknown key"  {error.type=Microsoft.AspNetCore.Authentication.AuthenticationFailureException}
        └─ Failed Proxy Server Request ERROR "unknown key"  {error.type="401"}
        """;

    public static TheoryData<bool, bool> Orders => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_key_that_passes(bool addedBefore, bool inserted)
    {
        await using var gateway = await StartAsync(addedBefore, inserted);

        var answer = await gateway.PostAsync("/v1/messages", "x-api-key: good");

        Assert.Equal((HttpStatusCode.OK, "hello"), (answer.Status, answer.Body));
        Assert.Equal(Passed, await gateway.StopAndPrintAsync());
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task No_key(bool addedBefore, bool inserted)
    {
        await using var gateway = await StartAsync(addedBefore, inserted);

        var answer = await gateway.PostAsync("/v1/messages");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(Refused, await gateway.StopAndPrintAsync());
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_key_that_fails(bool addedBefore, bool inserted)
    {
        await using var gateway = await StartAsync(addedBefore, inserted);

        var answer = await gateway.PostAsync("/v1/messages", "x-api-key: bad");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(BadKey, await gateway.StopAndPrintAsync());
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Authentication_that_breaks(bool addedBefore, bool inserted)
    {
        await using var gateway = await StartAsync(addedBefore, inserted);

        var answer = await gateway.PostAsync("/v1/messages", "x-api-key: broken");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "no key store"  {error.type=System.InvalidOperationException, http.response.status_code=500, litellm.outcome=error}
            ├─ auth ERROR "no key store"  {error.type=System.InvalidOperationException}
            └─ Failed Proxy Server Request ERROR "no key store"  {error.type=System.InvalidOperationException}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Authentication_that_breaks_in_front_of_the_trace_under_an_exception_handler(string environment)
    {
        await using var gateway = await StartAsync(addedBefore: true, app =>
        {
            app.UseExceptionHandler(errors => errors.Run(http => http.Response.WriteAsync("sorry")));
            app.UseRouting();
            app.UseAuthentication();
            app.UseTracedLlm();
            app.UseAuthorization();
        }, environment);

        var answer = await gateway.PostAsync("/v1/messages", "x-api-key: broken");

        Assert.Equal("sorry", answer.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "no key store"  {error.type=System.InvalidOperationException, http.response.status_code=500, litellm.outcome=error}
            ├─ auth ERROR "no key store"  {error.type=System.InvalidOperationException}
            └─ Failed Proxy Server Request ERROR "no key store"  {error.type=System.InvalidOperationException}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task A_refusal_in_front_of_the_trace_links_to_the_callers_context()
    {
        await using var gateway = await StartAsync(addedBefore: true, inserted: true);

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        var root = Assert.Single(await gateway.StopAsync(), span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal([(TestGateway.CallerTrace, TestGateway.CallerSpan)], root.Links.Select(link => (link.TraceId, link.SpanId)));
        Assert.Equal("", root.ParentSpanId);
    }

    [Fact]
    public async Task A_scheme_that_is_asked_twice_is_one_span()
    {
        await using var gateway = await StartAsync(addedBefore: true, app =>
        {
            app.UseRouting();
            app.UseTracedLlm();
            app.UseAuthentication();
            app.Use(async (context, next) =>
            {
                await context.AuthenticateAsync(HeaderKeys.Name);
                await next(context);
            });
            app.UseAuthorization();
        });

        await gateway.PostAsync("/v1/messages", "x-api-key: good");

        Assert.Equal(Passed, await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task Untraced_endpoints_are_authenticated_without_a_span()
    {
        await using var gateway = await StartAsync(addedBefore: false, app =>
        {
            app.UseTracedLlm();
            app.MapPost("/other", () => "other").RequireAuthorization();
        });

        var refused = await gateway.PostAsync("/other");
        var answer = await gateway.PostAsync("/other", "x-api-key: good");

        Assert.Equal((HttpStatusCode.Unauthorized, "other"), (refused.Status, answer.Body));
        Assert.Empty(await gateway.StopAsync());
    }

    [Fact]
    public async Task Without_export_authentication_works_as_ever()
    {
        await using var gateway = await StartAsync(addedBefore: false, app => app.UseTracedLlm(), export: false);

        var refused = await gateway.PostAsync("/v1/messages");
        var answer = await gateway.PostAsync("/v1/messages", "x-api-key: good");

        Assert.Equal((HttpStatusCode.Unauthorized, "hello"), (refused.Status, answer.Body));
    }

    private static Task<TestGateway> StartAsync(bool addedBefore, bool inserted) => StartAsync(addedBefore, app =>
    {
        app.UseTracedLlm();
        if (!inserted)
        {
            app.UseAuthentication();
            app.UseAuthorization();
        }
    });

    private static Task<TestGateway> StartAsync(
        bool addedBefore, Action<WebApplication> pipeline, string environment = "Production", bool export = true) =>
        TestGateway.StartAsync(new GatewaySetup
        {
            Environment = environment,
            Export = export,
            Before = builder => AddAuthentication(builder, addedBefore),
            After = builder => AddAuthentication(builder, !addedBefore),
            App = app =>
            {
                pipeline(app);
                app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => http.Response.WriteAsync("hello")).RequireAuthorization();
            },
        });

    private static void AddAuthentication(WebApplicationBuilder builder, bool now)
    {
        if (now)
        {
            builder.Services.AddAuthentication(HeaderKeys.Name)
                .AddScheme<AuthenticationSchemeOptions, HeaderKeys>(HeaderKeys.Name, null);
            builder.Services.AddAuthorization();
        }
    }
}
