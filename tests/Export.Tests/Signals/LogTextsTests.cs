using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Signals;

/// <summary>
/// What is removed from exported log records: secrets, and quotes of content that spans do not show. The receiver searches every record
/// for the key and the prompt of the request.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed partial class LogTextsTests
{
    private const string Withheld = "[withheld: it is not known what this text quotes of the request]";

    [Fact]
    public async Task A_record_quotes_neither_the_key_nor_the_prompt()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver, static logger =>
        {
            string[] list = ["ok", Canaries.Prompt];
            var address = new Uri($"http://user:{Canaries.Prompt}@host/");
            var exception = new InvalidOperationException($"Bad key {Canaries.Key}", Inner());
            Refused(logger, Canaries.Key, Canaries.Prompt, 3, list, address, exception);
        });

        var record = Record(receiver);
        Assert.Equal("The key [redacted] was refused for [quoted content] 3 ok, [quoted content] http://user:[quoted content]@host/", record.Body);
        Assert.Equal("[redacted]", record.Attributes["Key"]);
        Assert.Equal("[quoted content]", record.Attributes["Prompt"]);
        Assert.Equal(3L, record.Attributes["Count"]);
        Assert.Equal(["ok", "[quoted content]"], record.Attributes.Get<IEnumerable<object?>>("List"));
        Assert.Equal("System.InvalidOperationException", record.Attributes["exception.type"]);
        Assert.Equal("Bad key [redacted]", record.Attributes["exception.message"]);
        Assert.Equal(
            "System.InvalidOperationException: Bad key [redacted]\n ---> System.ArgumentException: Not allowed: '[quoted content]'",
            record.Attributes["exception.stacktrace"]);
    }

    [Fact]
    public async Task An_interpolated_text_is_searched_too()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver, static logger => Interpolated(logger, Canaries.Prompt));

        Assert.Equal("Asked [quoted content] with [redacted]", Record(receiver).Body);
    }

    [Fact]
    public async Task Content_that_spans_show_stays_and_secrets_do_not()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Content = true });
        await RunAsync(receiver, static logger => Asked(logger, Canaries.Prompt, Canaries.Key), new() { ["TracedLlm:CaptureContent"] = "true" });

        Assert.Equal($"Asked {Canaries.Prompt} with [redacted]", Record(receiver).Body);
    }

    [Fact]
    public async Task Content_that_the_request_masks_is_removed()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(
            receiver,
            static logger => Asked(logger, Canaries.Prompt, "no key"),
            new() { ["TracedLlm:CaptureContent"] = "true" },
            body: $$"""{"litellm_metadata":{"mask_input":true},"messages":[{"role":"user","content":"{{Canaries.Prompt}}"}]}""");

        Assert.Equal("Asked [quoted content] with no key", Record(receiver).Body);
    }

    [Fact]
    public async Task The_texts_of_a_request_whose_body_is_not_kept_are_withheld_and_the_rest_is_not()
    {
        // The prompt is no literal of the program, as that of a caller is none.
        var prompt = $"prompt {Guid.NewGuid()}";
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Keys = [prompt] });
        await RunAsync(
            receiver,
            logger =>
            {
                Asked(logger, prompt, "literal");
                Counted(logger, 5, "literal");
                Interpolated(logger, prompt);
            },
            new() { ["TracedLlm:MaxRequestLookahead"] = "16" },
            body: $$"""{"messages":[{"role":"user","content":"{{prompt}}"}]}""");

        var records = receiver.Logs.Where(static log => log.ScopeName == "category").ToList();
        Assert.Equal(["Asked {Prompt} with {Key}", "Counted 5 of literal", Withheld], records.Select(static record => record.Body));
        Assert.Equal((Withheld, "literal"), (records[0].Attributes["Prompt"], records[0].Attributes["Key"]));
    }

    [Fact]
    public async Task The_servers_record_of_an_exception_that_left_the_handler_is_cleaned_and_has_the_trace_of_its_request()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver, static _ => throw new InvalidOperationException($"Bad key {Canaries.Key}", Inner()));

        var root = receiver.Spans.Single(static span => span.Kind == ReceivedSpanKind.Server);
        var record = receiver.Logs.Single(static log => log.ScopeName == "Microsoft.AspNetCore.Server.Kestrel");
        Assert.Equal((root.TraceId, root.SpanId), (record.TraceId, record.SpanId));
        Assert.Equal("System.InvalidOperationException", record.Attributes["exception.type"]);
        Assert.Contains("   at TracedLlm.Export.Tests.Signals.LogTextsTests.", record.Attributes.Get<string>("exception.stacktrace"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_outside_a_request_has_no_secrets()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await StartAsync(receiver, static _ => { }, []))
        {
            Asked(gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger("category"), "hello", Canaries.Key);
        }

        Assert.Equal("Asked hello with [redacted]", Record(receiver).Body);
    }

    [Fact]
    public async Task The_redactors_of_the_gateway_are_called_and_may_write_records_themselves()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(
            receiver,
            static logger => Asked(logger, "Mr Smith", "no key"),
            services: static services => services.AddSingleton<IContentRedactor, LoggingRedactor>());

        Assert.Equal("Asked Mr X with no key", Record(receiver).Body);
        Assert.Contains(receiver.Logs, static log => log.ScopeName.EndsWith("LoggingRedactor", StringComparison.Ordinal) && log.Body is "Asked to redact [redacted]");
    }

    [LoggerMessage(LogLevel.Error, "The key {Key} was refused for {Prompt} {Count} {List} {Address}")]
    private static partial void Refused(ILogger logger, string key, string prompt, int count, string[] list, Uri address, Exception exception);

    [LoggerMessage(LogLevel.Information, "Asked {Prompt} with {Key}")]
    private static partial void Asked(ILogger logger, string prompt, string key);

    [LoggerMessage(LogLevel.Information, "Counted {Count} of {Name}")]
    private static partial void Counted(ILogger logger, int count, string name);

    // The text of the whole record, as in LogInformation($"…").
    private static void Interpolated(ILogger logger, string prompt)
    {
        var text = string.Concat("Asked ", prompt, " with ", Canaries.Key);
        logger.Log(LogLevel.Information, new EventId(7), text, null, static (state, _) => state);
    }

    private static ArgumentException Inner() => new($"Not allowed: '{Canaries.Prompt}'");

    private static ReceivedLog Record(OtlpReceiver receiver) => receiver.Logs.Single(static log => log.ScopeName == "category");

    private static async Task RunAsync(
        OtlpReceiver receiver,
        Action<ILogger> write,
        Dictionary<string, string?>? settings = null,
        string body = Canaries.Body,
        Action<IServiceCollection>? services = null)
    {
        await using var gateway = await StartAsync(receiver, write, settings ?? [], services);
        await gateway.PostAsync(body);
    }

    private static Task<ExportGateway> StartAsync(
        OtlpReceiver receiver, Action<ILogger> write, Dictionary<string, string?> settings, Action<IServiceCollection>? services = null) => ExportGateway.StartAsync(
        new(settings)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_LOGS_EXPORTER"] = "otlp",
        },
        handler: async http =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            write(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("category"));
            await http.Response.WriteAsync("hello");
        },
        services: services);

    private sealed partial class LoggingRedactor(ILogger<LoggingRedactor> logger) : IContentRedactor
    {
        public string Redact(string attribute, string text)
        {
            Log(logger, Canaries.Key);
            return text.Replace("Smith", "X", StringComparison.Ordinal);
        }

        [LoggerMessage(LogLevel.Information, "Asked to redact {Key}")]
        private static partial void Log(ILogger logger, string key);
    }
}
