using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Tests.Payloads.Odd;

/// <summary>A short text that comes again is the same string, and no other text is taken for it.</summary>
public sealed class RecentTextsTests
{
    [Theory]
    [InlineData("gpt-4o-mini")]
    [InlineData("stop")]
    public void A_short_text_that_is_kept_is_decoded_once(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(text, RecentTexts.Decode(bytes));
        Assert.True(IsSame(() =>
        {
            RecentTexts.Keep(text);
            return RecentTexts.Decode(bytes);
        }));
    }

    [Fact]
    public void A_decoded_text_is_not_kept()
    {
        var text = Guid.NewGuid().ToString("N");
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(text, RecentTexts.Decode(bytes));
        Assert.False(RecentTexts.IsKept(text));
        Assert.False(IsSame(() => RecentTexts.Decode(bytes)));
    }

    [Fact]
    public void Texts_with_the_same_place_are_told_apart()
    {
        // The same length, beginning, middle and end.
        string[] texts = ["user-aaaa-4711-bbbb-team", "user-aaab-4711-bbbb-team", "user-aaaa-4711-bbbc-team"];

        foreach (var text in texts.Concat(texts))
        {
            Assert.Equal(text, RecentTexts.Decode(Encoding.UTF8.GetBytes(text)));
            RecentTexts.Keep(text);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xFF, 0x62, 0x63 }, "a\uFFFDbc")]
    [InlineData(new byte[] { 0x6D, 0xC3, 0xBC, 0x64, 0x65 }, "m\u00FCde")]
    [InlineData(new byte[] { }, "")]
    [InlineData(new byte[] { 0x61, 0x62, 0x63 }, "abc")]
    public void Other_texts_are_decoded_each_time(byte[] bytes, string text)
    {
        Assert.Equal(text, RecentTexts.Decode(bytes));
        RecentTexts.Keep(text);
        Assert.False(RecentTexts.IsKept(text));
        Assert.Equal(text, RecentTexts.DecodeAndKeep(bytes, longest: 64));
        Assert.Equal(text, RecentTexts.DecodeAndKeep(bytes, longest: 64));
    }

    [Fact]
    public void A_long_text_is_not_kept_unless_it_is_expected_again()
    {
        var text = """{"temperature":0.2,"top_p":0.9,"max_tokens":1024}"""u8.ToArray();

        Assert.False(IsSame(() => RecentTexts.DecodeAndKeep(text, longest: 32)));
        Assert.True(IsSame(() => RecentTexts.DecodeAndKeep(text, longest: 64)));
    }

    // Tests that run at the same time may take the place of a text between two calls, but not each time.
    private static bool IsSame(Func<string> decode) => Enumerable.Range(0, 100).Any(_ => ReferenceEquals(decode(), decode()));
}
