using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Context;
using TracedLlm.Facts;
using TracedLlm.Requests;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Failures;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;
using TracedLlm.Tests.RequestLog;

namespace TracedLlm.Tests.Policy;

/// <summary>
/// A caller writes a secret into every place of a request to every API: headers, path, query, members of the body, metadata with its
/// names, and parts of forms. No span, log record, log scope or response header shows one.
/// </summary>
[Collection(ProcessWide.Name)]
public sealed class CallerSecretsTests
{
    private const string Ordinary = "ordinary-text-of-the-caller";

    private static readonly string[] Shapes = ["text", "list", "object", "form"];

    /// <summary>The names of all fields that a payload map of the library reads at the top of a body.</summary>
    private static readonly string[] Fields =
    [
        .. typeof(LlmTrace).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .SelectMany(property => property.GetCustomAttributes<PayloadFieldAttribute>())
            .Select(field => field.Path.Split('.', '[')[0])
            .Concat(["user", "tags", "stop", "service_tier", "purpose", "endpoint", "safety_identifier", "prompt_cache_key", "tool_choice", "response_format"])
            .Where(name => name.Length > 0 && name is not ("metadata" or "litellm_metadata"))
            .Distinct(StringComparer.Ordinal),
    ];

    private static readonly string[] MetadataKeys =
        [.. MetadataKeyTable.Rows.Select(row => row.Name).Where(name => name is not ("mask_input" or "mask_output")), "colour", "team"];

    private static readonly string[] HeaderNames =
    [
        "User-Agent", "x-litellm-call-id", "x-litellm-trace-id", "x-litellm-session-id", "x-litellm-tags", "x-litellm-agent-id", "x-acme-session-id",
        "x-litellm-end-user-id", "x-litellm-customer-id", "session-id", "session_id", "x-session-id", "x-client-request-id", "OpenAI-Organization",
        .. MetadataKeyTable.Rows.Select(row => "langfuse_" + row.Name).Where(name => name is not ("langfuse_mask_input" or "langfuse_mask_output")),
        "langfuse_colour",
    ];

    public static TheoryData<string> Forms => [.. SecretForm.All.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task No_place_of_a_request_shows_a_secret(string name)
    {
        var form = SecretForm.All[name];
        var shown = await SendEverywhereAsync(form.TextOf, name == "OpenAI" ? InEveryShape(LlmApiTable.Rows) : InOneShape(SecretForm.All.Keys.ToList().IndexOf(name)));

        // One search for all of them, because there are hundreds of places, and thousands of texts. The names of headers become lower case.
        var secrets = SearchValues.Create([.. Enumerable.Range(0, shown.Places.Count).Select(form.SecretOf)], StringComparison.OrdinalIgnoreCase);
        var leaks = from text in shown.Texts
                    where text.AsSpan().ContainsAny(secrets)
                    let number = Enumerable.Range(0, shown.Places.Count).First(number => text.Contains(form.SecretOf(number), StringComparison.OrdinalIgnoreCase))
                    select $"{shown.Places[number]}: {text}";

        Assert.Empty(leaks);
    }

    [Fact]
    public async Task The_search_finds_ordinary_text_in_the_same_places()
    {
        var shown = await SendEverywhereAsync(static number => $"{Ordinary}-{number:X4}", InEveryShape(LlmApiTable.Rows.DistinctBy(row => row.Api)));

        var numbered = shown.Places;
        var found = Regex.Matches(string.Join('\n', shown.Texts), Ordinary + "-([0-9A-F]{4})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
            .Select(match => numbered[Convert.ToInt32(match.Groups[1].Value, 16)])
            .ToHashSet();

        string[] places =
        [
            "path", "query model", "header User-Agent", "header x-litellm-call-id", "header langfuse_trace_name", "header name langfuse_",
            "baggage langfuse_trace_name", "field model", "field stop", "field service_tier", "metadata colour", "metadata session_id", "metadata tags",
            "metadata trace_name", "metadata name", "nested metadata name", "nested metadata value", "tracestate",
        ];
        Assert.Empty(places.Except(found));
    }

    private static IEnumerable<(LlmApiFacts Row, string[] Shapes)> InEveryShape(IEnumerable<LlmApiFacts> rows) =>
        rows.Select(row => (row, row.Method == "POST" ? Shapes : ["none"]));

    // Every form of secrets meets every API, and in some of them every shape; one form meets every shape of every row.
    private static IEnumerable<(LlmApiFacts Row, string[] Shapes)> InOneShape(int form) =>
        LlmApiTable.Rows.DistinctBy(row => row.Api).Select((row, index) => (row, new[] { row.Method == "POST" ? Shapes[(form + index) % Shapes.Length] : "none" }));

    private static async Task<Shown> SendEverywhereAsync(Func<int, string> textOf, IEnumerable<(LlmApiFacts Row, string[] Shapes)> rows)
    {
        var shown = new Shown(textOf);
        var records = new RecordedRequests();
        var failures = new RecordedFailures();
        var routes = rows.Where(row => row.Row.Method != "CONNECT").Select(row => (Route: new TableRoute(row.Row), row.Shapes)).ToList();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Checks = TraceChecks.All with { Trees = false },
            After = builder =>
            {
                builder.Services.AddSingleton<ILlmRequestLog>(records);
                builder.Services.AddSingleton<ILlmFailureLog>(failures);
            },
            App = app =>
            {
                app.UseTracedLlm();
                foreach (var (route, _) in routes)
                {
                    app.MapMethods(route.Pattern, [route.Row.Method], [TracedLlmRoute] (HttpContext http) =>
                    {
                        shown.Add(new RequestScope(RequestState.Current!).ToString());
                        return MetadataGateway.Handle(http);
                    });
                }
            },
        });
        foreach (var (route, shapes) in routes)
        {
            foreach (var shape in shapes)
            {
                foreach (var place in Enum.GetValues<Place>())
                {
                    await SendAsync(gateway, shown, route, shape, place);
                }
            }
        }

        // The caller names parents by texts, whose hash is the span's id.
        var parents = Enumerable.Range(0, shown.Places.Count).Select(number => ExplicitId.TryReadSpanId(textOf(number), out var id) ? id.ToHexString() : "");
        foreach (var span in await gateway.StopAsync([.. parents]))
        {
            shown.Add(Print(span));
        }

        foreach (var record in records.All)
        {
            shown.Add(JsonSerializer.Serialize(record));
        }

        foreach (var failure in failures.All)
        {
            shown.Add($"{failure.ErrorType} {failure.Message} {failure.Route} {failure.Exception} {failure.Trace.CallId}");
        }

        return shown;
    }

    private static async Task SendAsync(TestGateway gateway, Shown shown, TableRoute route, string shape, Place place)
    {
        var path = route.PathOf(Uri.EscapeDataString(shown.Place("path")));
        using var request = new HttpRequestMessage(new HttpMethod(route.Row.Method), $"{path}?status={(place == Place.RefusedBody ? 400 : 200)}&model={Uri.EscapeDataString(shown.Place("query model"))}&key={Uri.EscapeDataString(shown.Place("query key"))}");
        request.Content = shape switch
        {
            "none" => null,
            _ when place is not (Place.Body or Place.RefusedBody) => new StringContent("{}", Encoding.UTF8, "application/json"),
            "form" => CreateForm(shown),
            _ => new StringContent(CreateBody(shown, shape).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        foreach (var name in HeaderNames.Where(name => place == (name.StartsWith("langfuse_", StringComparison.Ordinal) ? Place.LangfuseHeaders : Place.Headers)))
        {
            request.Headers.TryAddWithoutValidation(name, shown.Place("header " + name));
        }

        var inName = shown.Place("header name langfuse_");
        if (place == Place.LangfuseHeaders && inName.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_'))
        {
            request.Headers.TryAddWithoutValidation("langfuse_" + inName, "value");
            request.Headers.TryAddWithoutValidation($"x-{inName}-session-id", "value-of-a-session");
        }

        request.Headers.TryAddWithoutValidation("traceparent", TestGateway.Caller);
        var inState = shown.Place("tracestate");
        if (!inState.Contains('='))
        {
            request.Headers.TryAddWithoutValidation("tracestate", $"vendor={inState}");
        }

        request.Headers.TryAddWithoutValidation(place == Place.Baggage ? "baggage" : "x-other", string.Join(',', new[]
        {
            "langfuse_trace_name", "langfuse_session_id", "langfuse_user_id", "langfuse_tags", "langfuse_version", "langfuse_release", "langfuse_metadata_colour", "session.id", "user.id",
        }.Select(name => $"{name}={Uri.EscapeDataString(shown.Place("baggage " + name))}")));
        var answer = await gateway.SendAsync(request);
        foreach (var header in answer.Headers)
        {
            shown.Add($"{header.Key}: {string.Join(',', header.Value)}");
        }
    }

    private static JsonObject CreateBody(Shown shown, string shape)
    {
        var body = new JsonObject();
        foreach (var name in Fields)
        {
            body[name] = Shape(shape, shown.Place("field " + name));
        }

        body["metadata"] = CreateMetadata(shown);
        body["litellm_metadata"] = CreateMetadata(shown);
        body[shown.Place("name of a field")] = "value";
        return body;
    }

    private static JsonObject CreateMetadata(Shown shown)
    {
        var metadata = new JsonObject();
        foreach (var key in MetadataKeys)
        {
            metadata[key] = Shape(key == "tags" ? "list" : "text", shown.Place("metadata " + key));
        }

        metadata[shown.Place("metadata name")] = "value";
        metadata["nested"] = new JsonObject
        {
            [shown.Place("nested metadata name")] = "value",
            ["value"] = shown.Place("nested metadata value"),
            ["list"] = new JsonArray(shown.Place("nested metadata element")),
        };
        return metadata;
    }

    private static JsonNode Shape(string shape, string text) => shape switch
    {
        "list" => new JsonArray(text),
        "object" => new JsonObject { ["name"] = text, ["type"] = text, [text] = "value" },
        _ => text,
    };

    private static MultipartFormDataContent CreateForm(Shown shown)
    {
        var form = new MultipartFormDataContent();
        foreach (var name in Fields)
        {
            form.Add(new StringContent(shown.Place("field " + name)), name);
        }

        form.Add(new StringContent(CreateMetadata(shown).ToJsonString()), "metadata");
        form.Add(new StringContent(CreateMetadata(shown).ToJsonString()), "litellm_metadata");
        form.Add(new StringContent("value"), $"\"{shown.Place("name of a part")}\"");
        var file = new ByteArrayContent("file"u8.ToArray());
        file.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        form.Add(file, "file", shown.Place("name of a file"));
        return form;
    }

    private static string Print(ReceivedSpan span) => string.Join(
        '\n',
        [
            span.Name, span.TraceState, span.StatusMessage,
            .. span.Links.Select(link => link.TraceState),
            .. AttributesOf(span.Attributes), .. span.Links.SelectMany(link => AttributesOf(link.Attributes)),
            .. span.Events.SelectMany(happened => AttributesOf(happened.Attributes).Prepend(happened.Name)),
        ]);

    private static IEnumerable<string> AttributesOf(IEnumerable<KeyValuePair<string, object?>> attributes) =>
        attributes.Select(attribute => $"{attribute.Key}: {(attribute.Value is IEnumerable<object?> list ? string.Join(" | ", list) : attribute.Value)}");

    /// <summary>Where the metadata of a request is: one source wins over the others, so that each has a request of its own.</summary>
    private enum Place
    {
        Body,
        RefusedBody,
        LangfuseHeaders,
        Headers,
        Baggage,
    }

    /// <summary>What a gateway shows of the texts that a caller wrote into numbered places.</summary>
    private sealed class Shown(Func<int, string> textOf)
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
        private readonly ConcurrentQueue<string> _texts = new();

        public IReadOnlyList<string> Places => [.. _numbers.OrderBy(place => place.Value).Select(place => place.Key)];

        public IEnumerable<string> Texts => _texts;

        public string Place(string place)
        {
            if (!_numbers.TryGetValue(place, out var number))
            {
                _numbers.Add(place, number = _numbers.Count);
            }

            return textOf(number);
        }

        public void Add(string text) => _texts.Enqueue(text);
    }
}
