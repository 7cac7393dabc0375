using System.Globalization;
using System.Text;
using System.Text.Json;
using TracedLlm.Apis;
using TracedLlm.Facts;
using TracedLlm.Json;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Tests.Payloads.Apis;

/// <summary>The whole attribute set that the bodies of every API give.</summary>
public sealed class ApiAttributesTests
{
    private static readonly string[] ContentNames =
    [
        GenAi.InputMessages, GenAi.OutputMessages, GenAi.SystemInstructions, GenAi.ToolDefinitions,
        GenAi.RetrievalQueryText, GenAi.RetrievalDocuments, LibraryAttributes.RerankDocuments, LibraryAttributes.ContentTruncated,
    ];

    public static IEnumerable<object[]> Fixtures => ApiFixture.All.Select(fixture => new object[] { fixture.Api, fixture.Name });

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Bodies_give_these_attributes(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        var text = new StringBuilder();
        if (fixture.Request is not null)
        {
            Print(text, fixture.ReadRequest(content: true));
        }

        Print(text, "response", fixture.ReadResponse(content: true));
        Print(text, "stream", fixture.ReadStream(content: true));

        Snapshot.Match(text.ToString(), $"{api}.{name}");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Without_content_the_same_but_the_content(string api, string name)
    {
        var fixture = new ApiFixture(api, name);

        if (fixture.Request is not null)
        {
            Same(fixture.ReadRequest(content: true).Attributes, fixture.ReadRequest(content: false).Attributes);
        }

        Same(fixture.ReadResponse(content: true)?.Attributes, fixture.ReadResponse(content: false)?.Attributes);
        Same(fixture.ReadStream(content: true)?.Attributes, fixture.ReadStream(content: false)?.Attributes);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Content_is_valid_JSON_in_the_form_of_the_conventions(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        List<KeyValuePair<string, object?>> attributes =
        [
            .. fixture.Request is null ? [] : fixture.ReadRequest(content: true).Attributes,
            .. fixture.ReadResponse(content: true)?.Attributes ?? [],
            .. fixture.ReadStream(content: true)?.Attributes ?? [],
        ];

        foreach (var (key, value) in attributes.Where(attribute => attribute.Key is GenAi.InputMessages or GenAi.OutputMessages))
        {
            using var messages = JsonDocument.Parse((string)value!);
            foreach (var message in messages.RootElement.EnumerateArray())
            {
                Assert.NotEmpty(message.GetProperty("role").GetString()!);
                Assert.Equal(key == GenAi.OutputMessages, message.TryGetProperty("finish_reason", out _));
                Assert.All(message.GetProperty("parts").EnumerateArray(), part =>
                {
                    Assert.NotEmpty(part.GetProperty("type").GetString()!);
                    Assert.Equal(part.GetProperty("type").GetString() == "tool_call_response", part.TryGetProperty("response", out _));
                });
            }
        }
    }

    private static void Same(List<KeyValuePair<string, object?>>? with, List<KeyValuePair<string, object?>>? without)
    {
        Assert.Equal(
            with?.Where(attribute => !ContentNames.Contains(attribute.Key)).Select(Text),
            without?.Select(Text));
        Assert.Equal(with?.Count, with?.DistinctBy(attribute => attribute.Key).Count());
    }

    private static void Print(StringBuilder text, RequestFacts facts)
    {
        text.AppendLine("request");
        text.AppendLine(CultureInfo.InvariantCulture, $"  (model {facts.Model ?? "-"}, stream {facts.Stream?.ToString() ?? "-"}, user {facts.User.Text() ?? "-"})");
        if (!facts.Metadata.IsEmpty)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  (metadata {facts.Metadata})");
        }

        if (!facts.LiteLlmMetadata.IsEmpty)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  (litellm_metadata {facts.LiteLlmMetadata})");
        }

        Print(text, facts.Attributes);
    }

    private static void Print(StringBuilder text, string what, ReadFacts? facts)
    {
        if (facts is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{what}{(facts.IsComplete ? "" : " (not complete)")}{(facts.ErrorType is { } error ? $" (error.type {error})" : "")}");
            Print(text, facts.Attributes);
        }
    }

    private static void Print(StringBuilder text, List<KeyValuePair<string, object?>> attributes)
    {
        foreach (var attribute in attributes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Text(attribute)}");
        }
    }

    private static string Text(KeyValuePair<string, object?> attribute) => attribute.Value switch
    {
        string[] texts => $"{attribute.Key} = [{string.Join(", ", texts)}]",
        long number => string.Create(CultureInfo.InvariantCulture, $"{attribute.Key} = {number} (int)"),
        double number => string.Create(CultureInfo.InvariantCulture, $"{attribute.Key} = {number} (double)"),
        bool flag => $"{attribute.Key} = {(flag ? "true" : "false")} (bool)",
        var other => $"{attribute.Key} = {other}",
    };
}
