using System.Security.Cryptography;
using System.Text;
using TracedLlm.Taps;

namespace TracedLlm.Tests.Payloads.Raw;

/// <summary>Images, sounds and files within raw bodies.</summary>
public sealed class InlineDataTests
{
    [Theory]
    [InlineData("data:image/png;base64,", "image/png", 1)]
    [InlineData("data:image/png;base64,", "image/png", 700)]
    [InlineData("data:image/png;base64,", "image/png", 1 << 20)]
    [InlineData("", "data", 5000)]
    public void A_long_one_is_replaced_by_type_size_and_hash_and_what_follows_is_kept(string prefix, string type, int pieceLength)
    {
        var bytes = new byte[200_000];
        new Random(7).NextBytes(bytes);
        var text = new RawText();
        AppendInPieces(text, $$"""{"image":"{{prefix}}{{Convert.ToBase64String(bytes)}}","model":"gpt-4o"}""", pieceLength);

        Assert.False(text.IsCut);
        Assert.Equal(
            $$"""{"image":"[{{type}}, 200000 bytes, sha256 {{Convert.ToHexStringLower(SHA256.HashData(bytes))}}: left out]","model":"gpt-4o"}""",
            text.Finish([]));
    }

    [Theory]
    [InlineData("""{"image":"data:image/png;base64,BASE64","n":1}""", "image/png")]
    [InlineData("""{"image":"data:image\/png;base64,BASE64","n":1}""", "image/png")]
    [InlineData("""{"text":"![a](data:image/png;base64,BASE64) and \"more\"","n":1}""", "image/png")]
    [InlineData("""{"source": {"type": "base64", "media_type": "image/gif", "data" : "BASE64"}}""", "data")]
    [InlineData("""{"image":{"format":"png","source":{"bytes":"BASE64"}}}""", "data")]
    [InlineData("""data: {"b64_json":"BASE64"}""", "data")]
    public void A_short_one_is_replaced_too(string json, string type)
    {
        var bytes = Enumerable.Range(0, 60).Select(i => (byte)(i * 37)).ToArray();
        for (var pieceLength = 1; pieceLength < 9; pieceLength += 7)
        {
            var text = new RawText();
            AppendInPieces(text, json.Replace("BASE64", Convert.ToBase64String(bytes), StringComparison.Ordinal), pieceLength);

            Assert.Equal(
                json.Replace("BASE64", Notice(type, bytes), StringComparison.Ordinal).Replace($"data:{type};base64,", "", StringComparison.Ordinal).Replace("data:image\\/png;base64,", "", StringComparison.Ordinal),
                text.Finish([]));
        }
    }

    [Theory]
    [InlineData("""{"content":"{\"type\":\"image\",\"x\":\"BASE64\"} and BASE64\nmore","n":1}""", 600)]
    [InlineData("""{"content":"[\u000ABASE64]","n":1}""", 600)]
    [InlineData("""{"content":"a\nBASE64\n\nBASE64\n b","n":1}""", 400)]
    [InlineData("""{"content":"a \\nBASE64 b"}""", 30_000)]
    public void A_long_run_within_a_text_is_replaced(string json, int length)
    {
        var bytes = new byte[length];
        new Random(11).NextBytes(bytes);
        var text = new RawText();
        AppendInPieces(text, json.Replace("BASE64", Convert.ToBase64String(bytes), StringComparison.Ordinal), 700);

        Assert.Equal(json.Replace("BASE64", Notice("data", bytes), StringComparison.Ordinal), text.Finish([]));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(60_000)]
    public void The_slashes_of_one_may_be_escaped(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        var text = new RawText();
        AppendInPieces(text, $$"""{"data":"{{Convert.ToBase64String(bytes).Replace("/", "\\/", StringComparison.Ordinal)}}","n":1}""", 700);

        Assert.Equal($$"""{"data":"{{Notice("data", bytes)}}","n":1}""", text.Finish([]));
    }

    [Theory]
    [InlineData("""{"data":"d41d8cd98f00b204e9800998ecf8427ed41d8cd9"}""")]
    [InlineData("""{"data":"a text with spaces that is longer than any limit of a name"}""")]
    [InlineData("""{"id":"chatcmpl-ABCdef0123456789ABCdef0123456789ABCdef0123456789"}""")]
    [InlineData("""{"text":"Send data:image/png;base64,... as the url"}""")]
    [InlineData("""{"data":"x","text":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}""")]
    [InlineData("""{"text":"a LETTERS b","hex":"a DIGITS b"}""")]
    public void Anything_else_stays(string json)
    {
        json = json.Replace("LETTERS", new string('x', 3000), StringComparison.Ordinal).Replace("DIGITS", string.Concat(Enumerable.Repeat("0123456789abcdef", 200)), StringComparison.Ordinal);
        var text = new RawText();
        text.Append(Encoding.UTF8.GetBytes(json));

        Assert.Equal(json, text.Finish([]));
    }

    [Fact]
    public void Escapes_around_the_length_that_decides_break_nothing()
    {
        for (var length = 32_760; length < 32_775; length++)
        {
            var json = $$"""{"text":"{{new string('x', length)}}\n\n\"x"}""";
            var text = new RawText();
            AppendInPieces(text, json, 1);

            Assert.Equal(json, text.Finish([]));
        }
    }

    [Theory]
    [InlineData(' ')]
    [InlineData('x')]
    public void A_long_text_that_is_not_base64_is_cut(char letter)
    {
        var json = $$"""{"text":"{{new string(letter, 100_000)}}"}""";
        var text = new RawText();
        text.Append(Encoding.UTF8.GetBytes(json));

        Assert.True(text.IsCut);
        Assert.Equal(json[..RawText.MaxLength], text.Finish([]));
    }

    [Fact]
    public void One_that_begins_just_before_the_limit_is_replaced_too()
    {
        var before = new string(' ', RawText.MaxLength - 2000);
        var text = new RawText();
        text.Append(Encoding.UTF8.GetBytes($$"""{"text":"{{before}}","image":"data:image/png;base64,{{Convert.ToBase64String(new byte[300_000])}}","n":1}"""));

        Assert.False(text.IsCut);
        Assert.EndsWith(": left out]\",\"n\":1}", text.Finish([]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_breaks_off_within_one_has_what_came()
    {
        var text = new RawText();
        text.Append(Encoding.UTF8.GetBytes($$"""{"image":"data:audio/wav;base64,{{Convert.ToBase64String(new byte[60_000])}}"""));

        Assert.StartsWith("""{"image":"[audio/wav, 60000 bytes, sha256 """, text.Finish([]), StringComparison.Ordinal);
    }

    private static string Notice(string type, byte[] bytes) =>
        $"[{type}, {bytes.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}: left out]";

    private static void AppendInPieces(RawText text, string json, int pieceLength)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var start = 0; start < bytes.Length; start += pieceLength)
        {
            text.Append(bytes.AsSpan(start, Math.Min(pieceLength, bytes.Length - start)));
        }
    }
}
