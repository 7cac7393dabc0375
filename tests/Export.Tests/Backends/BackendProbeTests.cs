using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Transport;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Backends;

[Collection(ProcessWide.Name)]
public sealed class BackendProbeTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_backend_is_asked_with_address_and_credentials_and_no_spans()
    {
        await using var receiver = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces");

        var answer = await AskAsync("langfuse", $"LANGFUSE_HOST={receiver.Endpoint}\nLANGFUSE_PUBLIC_KEY=pk-lf-1\nLANGFUSE_SECRET_KEY=sk-lf-2");

        Assert.Equal(new BackendAnswer("langfuse", receiver.TracesEndpoint, true, "HTTP 200"), answer);
        var post = Assert.Single(receiver.Posts);
        Assert.Equal(("Basic cGstbGYtMTpzay1sZi0y", 0), (post.Headers["Authorization"], post.Spans.Count));
    }

    [Theory]
    [InlineData(401, "application/json", """{"message": "no key sesame-open"}""", """HTTP 401: {"message": "no key ***"}""")]
    [InlineData(404, "text/html; charset=utf-8", "<html><head><title>404</title><style>p {}</style></head>\n<body><h1>Not\tfound</h1><p>a &lt; b</body>", "HTTP 404: Not found a < b")]
    [InlineData(403, "application/problem+json", """{"detail": "no"}""", """HTTP 403: {"detail": "no"}""")]
    [InlineData(400, "application/x-protobuf", "\b\u0003\u0012\u0005wrong", "HTTP 400: wrong")]
    [InlineData(400, "application/octet-stream", "\0\u0001\u0002", "HTTP 400")]
    [InlineData(415, null, "\u001b[31mno\u0007", "HTTP 415: [31mno")]
    [InlineData(503, "text/plain", "full\nup", "HTTP 503: full up")]
    [InlineData(302, "text/plain", "", "HTTP 302")]
    public async Task The_text_of_a_refusal_is_reported_without_secrets(int status, string? type, string body, string expected)
    {
        await using var server = await ServerAsync(HttpProtocols.Http1, http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            http.Response.Headers.Location = "http://127.0.0.1:1/";
            return http.Response.WriteAsync(body);
        });

        var answer = await AskAsync("langsmith", $"LANGSMITH_BASE_URL={server.Urls.Single()}\nLANGSMITH_API_KEY=sesame-open");

        Assert.Equal((false, expected), (answer.IsAccepted, answer.Text));
    }

    [Theory]
    [InlineData("Basic cGstbGYtMTpzay1sZi1jYW5hcnk= is wrong", "Basic *** is wrong")]
    [InlineData("no user pk-lf-1 with sk-lf-canary", "no user pk-lf-1 with ***")]
    public async Task Basic_authentication_is_reported_neither_encoded_nor_decoded(string body, string expected)
    {
        await using var server = await ServerAsync(HttpProtocols.Http1, http =>
        {
            http.Response.StatusCode = 401;
            http.Response.ContentType = "text/plain";
            return http.Response.WriteAsync(body);
        });

        var answer = await AskAsync("langfuse", $"LANGFUSE_HOST={server.Urls.Single()}\nLANGFUSE_PUBLIC_KEY=pk-lf-1\nLANGFUSE_SECRET_KEY=sk-lf-canary");

        Assert.Equal((false, $"HTTP 401: {expected}"), (answer.IsAccepted, answer.Text));
    }

    [Fact]
    public async Task A_long_answer_is_truncated_without_leaving_a_part_of_a_secret()
    {
        await using var server = await ServerAsync(HttpProtocols.Http1, http =>
        {
            http.Response.StatusCode = 500;
            http.Response.ContentType = "text/plain";
            return http.Response.WriteAsync(new string('x', 195) + "sesame-open" + new string('y', 100_000));
        });

        var answer = await AskAsync("langsmith", $"LANGSMITH_BASE_URL={server.Urls.Single()}\nLANGSMITH_API_KEY=sesame-open");

        Assert.Equal($"HTTP 500: {new string('x', 195)}***yy…", answer.Text);
    }

    [Fact]
    public async Task In_a_running_gateway_it_carries_no_trace_context_and_starts_no_activity()
    {
        List<string> started = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.Contains("System.Net", StringComparison.Ordinal),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity =>
            {
                lock (started)
                {
                    started.Add(activity.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var receiver = await OtlpReceiver.StartAsync();
        using var ambient = new Activity("ambient").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("of", "a caller").Start();

        await AskAsync("otel", $"OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}");

        Assert.DoesNotContain(Assert.Single(receiver.Posts).Headers.Keys, name => name.ToLowerInvariant() is "traceparent" or "baggage" or "correlation-context");
        Assert.DoesNotContain(started, name => name.Contains("HttpRequestOut", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0", "", true, "gRPC OK")]
    [InlineData("16", "bad%20token", false, "gRPC UNAUTHENTICATED: bad token")]
    public async Task Over_grpc_the_status_is_in_the_trailers(string status, string message, bool isAccepted, string expected)
    {
        string? path = null;
        string? key = null;
        byte[] body = [];
        await using var server = await ServerAsync(HttpProtocols.Http2, async http =>
        {
            (path, key) = (http.Request.Path, http.Request.Headers["api_key"]);
            using var read = new MemoryStream();
            await http.Request.Body.CopyToAsync(read);
            body = read.ToArray();
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", status);
            http.Response.AppendTrailer("grpc-message", message);
        });

        var answer = await AskAsync("arize", $"ARIZE_ENDPOINT={server.Urls.Single()}\nARIZE_SPACE_ID=s\nARIZE_API_KEY=k");

        Assert.Equal((isAccepted, expected), (answer.IsAccepted, answer.Text));
        Assert.Equal(("/opentelemetry.proto.collector.trace.v1.TraceService/Export", "k"), (path, key));
        Assert.Equal(new byte[5], body);
    }

    [Fact]
    public async Task A_closed_port_is_reported()
    {
        var answer = await AskAsync("otel", "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1");

        Assert.Equal((false, "network error: connection refused"), (answer.IsAccepted, answer.Text));
    }

    [Theory]
    [InlineData("50", 0.05)]
    [InlineData("0", 30)]
    public async Task One_that_does_not_answer_is_not_waited_for_longer_than_for_spans_and_never_for_ever(string timeout, double seconds)
    {
        var (asked, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await ServerAsync(HttpProtocols.Http1, http =>
        {
            asked.SetResult();
            return ended.Task.WaitAsync(http.RequestAborted);
        });

        var asking = AskAsync("otel", $"OTEL_EXPORTER_OTLP_ENDPOINT={server.Urls.Single()}\nOTEL_EXPORTER_OTLP_TIMEOUT={timeout}");
        await asked.Task;
        _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        await _clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(1));
        Assert.False(asking.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        var answer = await asking;
        Assert.Equal((false, string.Create(CultureInfo.InvariantCulture, $"no answer within {seconds} s")), (answer.IsAccepted, answer.Text));
        ended.SetResult();
    }

    private async Task<BackendAnswer> AskAsync(string callback, string settings)
    {
        using var probe = new BackendProbe { Clock = _clock };
        return await probe.AskAsync(BackendText.Select(callback, settings).Endpoints.Single(), CancellationToken.None);
    }

    private static async Task<WebApplication> ServerAsync(HttpProtocols protocols, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddRouting();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
