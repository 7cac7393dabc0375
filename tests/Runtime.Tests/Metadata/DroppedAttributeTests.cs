using System.Text.Json;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>What the library keeps of a request's metadata with secrets, and how the root names what it leaves out.</summary>
[Collection(ProcessWide.Name)]
public sealed class DroppedAttributeTests
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        {
            """{"token_budget": 500, "header_color": "red", "cookie_consent": true, "api_key": "k", "x-auth-token": "t", "ratio": 0.25}""",
            "cookie_consent=True, header_color=red, ratio=0.25, token_budget=500",
            "api_key: secret|x-auth-token: secret"
        },
        {
            """{"db": {"host": "h", "password": "p", "pool": {"size": 4, "api_key": "k"}}, "list": [1, {"token": "t", "a": 2}]}""",
            """db={"host":"h","pool":{"size":4}}, list=[1,{"a":2}]""",
            "db.password: secret|db.pool.api_key: secret|list[1].token: secret"
        },
        {
            """{"of": {"text": "{\"password\": \"p\", \"a\": 1}", "keys": ["sk-1234567890abcdef", "plain"]}}""",
            """of={"text":"{\"a\":1}","keys":["plain"]}""",
            "of.text.password: secret|of.keys[0]: secret"
        },
        {
            """{"text": "{\"password\": \"p\", \"a\": 1}", "note": "{\"a\": 1}"}""",
            """note={"a": 1}, text={"a":1}""",
            "text.password: secret"
        },
        {
            """{"api_key_openai": "k", "token_github": "t", "dbs": {"main": {"password_db": "p", "host": "h"}}, "idp": {"client_secret_azure": "s", "client_secret_expiry": "2027"}}""",
            """dbs={"main":{"host":"h"}}, idp={"client_secret_expiry":"2027"}""",
            "api_key_openai: secret|token_github: secret|dbs.main.password_db: secret|idp.client_secret_azure: secret"
        },
        { """{"all": {"password": "p"}, "url": "postgres://u:p@h/d", "sk-1234567890abcdef": 1}""", "", "all.password: secret|url: secret|[redacted]: secret" },
        { """{"dropped": "mine", "user_api_key_hash": "forged", "session_id": {}}""", "", "dropped: reserved|user_api_key_hash: gateway_only|session_id: wrong_type" },
        { """{"ok": {"a": {"b": [true, null, 1.5, "x"]}}, "none": null}""", """ok={"a": {"b": [true, null, 1.5, "x"]}}""", "" },
        { """{"na\u0001me": 1}""", "", "na\ufffdme: control_character" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Only_the_secret_goes_and_the_root_names_it(string metadata, string kept, string dropped)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, $$"""{"metadata": {{metadata}}}""");

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal(kept, Kept(span)));
        Assert.All(spans, span => Assert.Equal(span.Kind == ReceivedSpanKind.Server ? dropped : "", Dropped(span)));
    }

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("-5", -5L)]
    [InlineData("0", 0L)]
    [InlineData("9007199254740992", 9007199254740992L)]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("1.5", 1.5)]
    [InlineData("1e3", 1000.0)]
    [InlineData("0.12345678901234567890", "0.12345678901234567890")]
    [InlineData("1e999", "1e999")]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"5\"", "5")]
    [InlineData("\"true\"", "true")]
    public async Task A_number_and_a_boolean_keep_their_type_and_every_digit(string json, object expected)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, $$"""{"metadata": {"value": {{json}}} }""");

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(expected, span.Attributes["litellm.metadata.value"]));
    }

    [Fact]
    public async Task The_list_is_bounded_and_says_how_many_others_there_are()
    {
        var metadata = Enumerable.Range(0, 100).ToDictionary(number => $"api_key_{number}", number => "k");
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, JsonSerializer.Serialize(new { metadata }));

        var root = (await gateway.StopAsync()).Single(span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal(
            [.. Enumerable.Range(0, 32).Select(number => $"api_key_{number}: secret"), "68 more"],
            (IReadOnlyList<object?>)root.Attributes["litellm.metadata.dropped"]!);
    }

    [Fact]
    public async Task Headers_and_baggage_are_named_too()
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(
            MetadataGateway.Chat,
            "{}",
            "langfuse_api_key: k",
            "langfuse_note: Bearer sk-1234567890abcdef",
            "langfuse_db: {\"host\": \"h\", \"password\": \"p\"}",
            "x-acme-session-id: short",
            "baggage: langfuse_metadata_client_secret=s,langfuse_metadata_region=eu");

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal("""db={"host":"h"}, region=eu""", Kept(span)));
        Assert.Equal(
            "api_key: secret|client_secret: secret|db.password: secret|note: secret|x-acme-session-id: bad_id",
            string.Join('|', Dropped(spans.Single(span => span.Kind == ReceivedSpanKind.Server)).Split('|').Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(2, 64, "a=1, b=2", "c: too_many|d: too_many")]
    [InlineData(0, 64, "", "a: too_many|b: too_many|c: too_many|d: too_many")]
    [InlineData(4, 64, "a=1, b=2, c=3, d=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "d: too_long")]
    [InlineData(100, 2_000, "a=1, b=2, c=3, d=[2000]", "")]
    public async Task The_limits_are_settings(int keys, int length, string kept, string dropped)
    {
        var metadata = new { a = 1, b = 2, c = 3, d = new string('x', 2_000) };
        await using var gateway = await MetadataGateway.StartAsync(new()
        {
            App = _ => { },
            Options = options => (options.MaxMetadataKeys, options.MaxMetadataLength) = (keys, length),
        });

        await gateway.PostBodyAsync(MetadataGateway.Chat, JsonSerializer.Serialize(new { metadata }));

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal(kept, Kept(span).Replace(metadata.d, "[2000]", StringComparison.Ordinal)));
        Assert.Equal(dropped, Dropped(spans.Single(span => span.Kind == ReceivedSpanKind.Server)));
    }

    [Fact]
    public async Task A_lower_limit_of_texts_leaves_ids_whole()
    {
        const string Trace = "4bf92f35-77b3-4da6-a3ce-929d0e0e4736 and the name of a long conversation that is no hexadecimal number";
        await using var gateway = await MetadataGateway.StartAsync(new() { App = _ => { }, Options = options => options.MaxMetadataLength = 64 });

        await gateway.PostBodyAsync(MetadataGateway.Chat, JsonSerializer.Serialize(new { metadata = new { trace_id = Trace } }));

        Assert.Equal(Trace, (await gateway.StopAsync()).Single(span => span.Name == "litellm_request").Attributes["litellm.trace_id"]);
    }

    private static string Kept(ReceivedSpan span) => string.Join(
        ", ",
        span.Attributes.Keys
            .Where(key => key.StartsWith("litellm.metadata.", StringComparison.Ordinal) && key != "litellm.metadata.dropped")
            .Order(StringComparer.Ordinal)
            .Select(key => FormattableString.Invariant($"{key["litellm.metadata.".Length..]}={span.Attributes[key]}")));

    private static string Dropped(ReceivedSpan span) =>
        span.Attributes["litellm.metadata.dropped"] is IReadOnlyList<object?> entries ? string.Join('|', entries) : "";
}
