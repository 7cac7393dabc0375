using System.Text;
using TracedLlm.Json;

namespace TracedLlm.Tests.Payloads.Odd;

/// <summary>A short text that comes again is the same string, and no other text is taken for it.</summary>
public sealed class RecentTextsTests
{
    [Theory]
    [InlineData("gpt-4o-mini")]
    [InlineData("stop")]
    public void A_short_text_is_decoded_once(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(text, RecentTexts.Decode(bytes));
        Assert.True(IsKept(() => RecentTexts.Decode(bytes)));
    }

    [Fact]
    public void Texts_with_the_same_place_are_told_apart()
    {
        // The same length, beginning, middle and end.
        string[] texts = ["user-aaaa-4711-bbbb-team", "user-aaab-4711-bbbb-team", "user-aaaa-4711-bbbc-team"];

        foreach (var text in texts.Concat(texts))
        {
            Assert.Equal(text, RecentTexts.Decode(Encoding.UTF8.GetBytes(text)));
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
        Assert.Equal(text, RecentTexts.Decode(bytes));
    }

    [Fact]
    public void A_long_text_is_not_kept_unless_it_is_expected_again()
    {
        var text = """{"temperature":0.2,"top_p":0.9,"max_tokens":1024}"""u8.ToArray();

        Assert.False(IsKept(() => RecentTexts.Decode(text)));
        Assert.True(IsKept(() => RecentTexts.Decode(text, longest: 64)));
    }

    // Tests that run at the same time may take the place of a text between two calls, but not each time.
    private static bool IsKept(Func<string> decode) => Enumerable.Range(0, 100).Any(_ => ReferenceEquals(decode(), decode()));
}
