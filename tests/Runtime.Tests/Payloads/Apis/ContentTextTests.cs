using System.Text;
using System.Text.Json;
using TracedLlm.Content;

namespace TracedLlm.Tests.Payloads.Apis;

/// <summary>The texts within captured content: their characters, and where they are cut.</summary>
public sealed class ContentTextTests
{
    [Theory]
    [InlineData("\"Z\\u00fcrich\"", "\"Zürich\"")]
    [InlineData("\"\\uD83C\\uDF89\"", "\"🎉\"")]
    [InlineData("\"🎉\"", "\"🎉\"")]
    [InlineData("\"a\\/b\"", "\"a/b\"")]
    [InlineData("\"\\uD83C\"", "\"\uFFFD\"")]
    [InlineData("\"\\u0022\\u005c\\u0001\\n\\b\\f\"", "\"\\\"\\\\\\u0001\\n\\b\\f\"")]
    public void A_text_has_the_characters_that_a_reader_reads(string json, string expected)
    {
        Assert.Equal(expected, Write(to => to.Text(Of(json))));
        Assert.Equal($$"""{"a":{{expected}},{{expected}}:[1]}""", Write(to => to.Value(Of($$"""{ "a" : {{json}}, {{json}}: [ 1 ] }"""))));
    }

    [Theory]
    [InlineData("ü")]
    [InlineData("漢")]
    [InlineData("🎉")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("\u0001")]
    public void The_limit_counts_the_bytes_that_are_written(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, ContentWriter.MaxLength));
        var written = Write(to => to.Text(text), out var isTruncated);
        var decoded = JsonSerializer.Deserialize<string>(written)!;

        Assert.True(isTruncated);
        Assert.InRange(Encoding.UTF8.GetByteCount(written), ContentWriter.MaxLength - 8, ContentWriter.MaxLength + 8);
        Assert.EndsWith("…", decoded, StringComparison.Ordinal);
        Assert.StartsWith(decoded[..^1], text, StringComparison.Ordinal);
        Assert.False(char.IsHighSurrogate(decoded[^2]));
    }

    [Theory]
    [InlineData("ü")]
    [InlineData("\\uD83C\\uDF89")]
    [InlineData("\\\"")]
    public void A_value_that_is_too_long_is_cut_within_a_text_and_stays_json(string escaped)
    {
        var text = string.Concat(Enumerable.Repeat(escaped, ContentWriter.MaxLength / 2));
        var written = Write(to => to.Value(Of($$"""{"n":1,"a":["{{text}}","{{text}}"],"b":{"c":2} }""")), out var isTruncated);
        using var document = JsonDocument.Parse(written);

        Assert.True(isTruncated);
        Assert.InRange(Encoding.UTF8.GetByteCount(written), ContentWriter.MaxLength - 8, ContentWriter.MaxLength + 16);
        Assert.Equal(1, document.RootElement.GetProperty("n").GetInt32());
        Assert.EndsWith("…", document.RootElement.GetProperty("a").EnumerateArray().Last().GetString(), StringComparison.Ordinal);
        Assert.False(document.RootElement.TryGetProperty("b", out _));
    }

    [Fact]
    public void Arguments_of_a_tool_that_are_too_long_stay_an_object()
    {
        var arguments = JsonSerializer.Serialize(JsonSerializer.Serialize(new { text = new string('x', 2 << 20), other = 1 }));
        var written = Write(to =>
        {
            to.Json.WriteStartObject();
            to.Embedded("arguments"u8, Of(arguments));
            to.Json.WriteEndObject();
        });
        using var document = JsonDocument.Parse(written);

        Assert.EndsWith("x…", document.RootElement.GetProperty("arguments").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private static Utf8Json Of(string json) => new(Encoding.UTF8.GetBytes(json));

    private static string Write(Action<ContentWriter> write) => Write(write, out _);

    private static string Write(Action<ContentWriter> write, out bool isTruncated)
    {
        using var to = new ContentWriter();
        write(to);
        isTruncated = to.IsTruncated;
        return to.Finish()!;
    }
}
