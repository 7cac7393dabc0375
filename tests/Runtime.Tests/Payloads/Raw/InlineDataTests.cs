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

    [Fact]
    public void A_short_one_stays()
    {
        var json = $$"""{"image":"data:image/png;base64,{{Convert.ToBase64String(new byte[20_000])}}"}""";
        var text = new RawText();
        text.Append(Encoding.UTF8.GetBytes(json));

        Assert.Equal(json, text.Finish([]));
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

    private static void AppendInPieces(RawText text, string json, int pieceLength)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var start = 0; start < bytes.Length; start += pieceLength)
        {
            text.Append(bytes.AsSpan(start, Math.Min(pieceLength, bytes.Length - start)));
        }
    }
}
