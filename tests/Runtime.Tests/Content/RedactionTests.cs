using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Content;

/// <summary>Redactors on a running gateway: everything that carries content passes them once, when it is final.</summary>
[Collection(ProcessWide.Name)]
public sealed class RedactionTests
{
    private const string Asked = """{"model": "m", "messages": [{"role": "user", "content": "card 4111 1111 1111 1111, mail jane\u0040example.com"}]}""";

    private const string Stream = """
        data: {"id": "1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Call +49 30 "}}]}

        data: {"id": "1", "choices": [{"index": 0, "delta": {"content": "1234567 or 4111 11"}}]}

        data: {"id": "1", "choices": [{"index": 0, "delta": {"content": "11 1111 1111."}}]}

        data: {"id": "1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}

        data: [DONE]


        """;

    [Fact]
    public async Task The_built_in_redactor_removes_forms_also_across_the_chunks_of_a_stream()
    {
        var spans = await SendAsync(new() { ["TracedLlm:Redact"] = "All" }, Asked, Stream, "text/event-stream");

        var request = Assert.Single(spans, span => span.Name == "litellm_request");
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"card [card number], mail [e-mail]"}]}]""", request.Attributes["gen_ai.input.messages"]);
        Assert.Equal("""[{"role":"assistant","parts":[{"type":"text","content":"Call [phone number] or [card number]."}],"finish_reason":"stop"}]""", request.Attributes["gen_ai.output.messages"]);
        var raw = Assert.Single(spans, span => span.Name == "raw_gen_ai_request");
        Assert.Equal("""{"model": "m", "messages": [{"role": "user", "content": "card [card number], mail [e-mail]"}]}""", raw.Attributes["litellm.raw.request"]);
        Assert.StartsWith("[the events of a stream: left out", (string)raw.Attributes["litellm.raw.response"]!, StringComparison.Ordinal);
        var all = ExportedText.Of(spans);

        // With the space: an id of hexadecimal digits may have four ones.
        Assert.DoesNotContain(" 1111", all, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("All", 100_000, "mail [e-mail]")]
    [InlineData("None", 100_000, "mail jane@example.com")]
    [InlineData("All", 1024, "mail [e-mail]")]
    public async Task The_gateways_own_keys_that_are_content_are_redacted_and_cut(string redact, int limit, string expected)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = new() { ["TracedLlm:CaptureContent"] = "true", ["TracedLlm:Redact"] = redact, ["TracedLlm:MaxContentLength"] = $"{limit}" },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/chat/completions", [TracedLlmRoute<DiaryMetadata>] () => "");
            },
        });

        var diary = $"mail jane@example.com {new string('x', 5000)}";
        await gateway.PostBodyAsync("/v1/chat/completions", $$$"""{"metadata": {"diary": "{{{diary}}}"}}""");

        var text = (string)Assert.Single((await gateway.StopAsync()).Select(span => span.Attributes["app.diary"]).Distinct())!;
        Assert.StartsWith($"{expected} xxx", text, StringComparison.Ordinal);
        Assert.Equal(limit > 5000, !text.EndsWith(" characters left out]", StringComparison.Ordinal));
        Assert.InRange(text.Length, 200, limit > 5000 ? 6000 : limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_texts_of_errors_are_redacted(bool capture)
    {
        var spans = await SendAsync(
            new() { ["TracedLlm:Redact"] = "Emails", ["TracedLlm:CaptureContent"] = capture ? "true" : "false" },
            Asked,
            """{"error": {"message": "The owner boss@example.com has blocked jane@example.com", "type": "blocked"}}""",
            "application/json",
            HttpStatusCode.BadRequest);

        var all = ExportedText.Of(spans);
        Assert.Contains($"The owner [e-mail] has blocked {(capture ? "[e-mail]" : "[quoted content]")}", all, StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateways_own_redactors_run_in_their_order_before_the_built_in_one()
    {
        var spans = await SendAsync(
            new() { ["TracedLlm:Redact"] = "Emails" },
            """{"model": "m", "messages": [{"role": "user", "content": "one"}]}""",
            "{}",
            "application/json",
            HttpStatusCode.OK,
            new Replacing("one", "two"),
            new Replacing("two", "three@example.com"));

        Assert.Contains("\"content\":\"[e-mail]\"", (string)spans.Single(span => span.Name == "litellm_request").Attributes["gen_ai.input.messages"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redactor_that_throws_withholds_the_value_and_is_counted_and_the_request_goes_on()
    {
        var failures = 0L;
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => Enable(instrument, listener) };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref failures, count));
        listener.Start();

        var spans = await SendAsync([], Asked, """{"id": "1", "choices": [{"index": 0, "message": {"role": "assistant", "content": "fine"}}]}""", "application/json", HttpStatusCode.OK, new Throwing());

        var request = Assert.Single(spans, span => span.Name == "litellm_request");
        Assert.Equal("[withheld: the redactor failed]", request.Attributes["gen_ai.input.messages"]);
        Assert.Contains("fine", (string)request.Attributes["gen_ai.output.messages"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", ExportedText.Of(spans), StringComparison.Ordinal);
        Assert.Equal(2, failures);
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == "tracedllm.redaction.failures")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static async Task<IReadOnlyList<ReceivedSpan>> SendAsync(
        Dictionary<string, string?> settings,
        string asked,
        string answered,
        string type,
        HttpStatusCode status = HttpStatusCode.OK,
        params IContentRedactor[] redactors)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = new(settings) { ["TracedLlm:CaptureContent"] = settings.GetValueOrDefault("TracedLlm:CaptureContent", "true") },
            Before = builder => Array.ForEach(redactors, redactor => builder.Services.AddSingleton(redactor)),
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http) =>
                {
                    using var reader = new StreamReader(http.Request.Body);
                    var body = await reader.ReadToEndAsync();
                    var content = new ByteArrayContent(Encoding.UTF8.GetBytes(answered.ReplaceLineEndings("\n")));
                    content.Headers.ContentType = new MediaTypeHeaderValue(type);
                    var sent = new HttpRequestMessage(HttpMethod.Post, "http://provider.example/v1/chat/completions") { Content = new StringContent(body, null, "application/json") };
                    using var response = LlmSpan.StartCall("m").EndWith(new HttpResponseMessage(status) { Content = content, RequestMessage = sent });
                    http.Response.StatusCode = (int)status;
                    http.Response.ContentType = type;
                    await response.Content.CopyToAsync(http.Response.Body);
                });
            },
        });

        var answer = await gateway.PostBodyAsync("/v1/chat/completions", asked);
        Assert.Equal(status, answer.Status);
        return await gateway.StopAsync();
    }

    private sealed class Replacing(string what, string with) : IContentRedactor
    {
        public string Redact(string attribute, string text) => text.Replace(what, with, StringComparison.Ordinal);
    }

    private sealed class Throwing : IContentRedactor
    {
        public string Redact(string attribute, string text) => text.Contains("4111", StringComparison.Ordinal) ? throw new InvalidOperationException("no") : text;
    }
}
