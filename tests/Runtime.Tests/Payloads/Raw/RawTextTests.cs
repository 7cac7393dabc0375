using System.Text;
using TracedLlm.Taps;

namespace TracedLlm.Tests.Payloads.Raw;

public sealed class RawTextTests
{
    [Fact]
    public void Up_to_the_bound_all_of_it_is_kept()
    {
        var text = new RawText();
        text.Append(new byte[RawText.MaxLength - 1].Select(_ => (byte)'x').ToArray());
        text.Append("y"u8);

        Assert.False(text.IsCut);
        Assert.EndsWith("xy", text.Finish([]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("😀")]
    [InlineData("é")]
    public void Beyond_the_bound_it_is_cut_between_characters(string character)
    {
        var text = new RawText();
        text.Append(Encoding.UTF8.GetBytes(new string('x', RawText.MaxLength - 1) + character));

        Assert.True(text.IsCut);
        Assert.Equal(new string('x', RawText.MaxLength - 1), text.Finish([]));
    }

    [Theory]
    [InlineData("\"abcdefghijklmnop\"", true)]
    [InlineData("\"abcdefghijklmnop", true)]
    [InlineData("\"abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz\"", true)]
    [InlineData("\"a;bcdefghijklmnop", true)]
    [InlineData("\"abc\"", false)]
    [InlineData("\"abcd", false)]
    public void A_text_that_ends_with_a_string_beyond_the_bound_is_cut(string last, bool isCut)
    {
        var text = new RawText();
        text.Append(Encoding.UTF8.GetBytes(new string(' ', RawText.MaxLength - 6) + last));

        Assert.Equal(isCut, text.Finish([])!.Length == RawText.MaxLength);
        Assert.Equal(isCut, text.IsCut);
    }

    [Fact]
    public void A_tap_without_bytes_has_no_text() => Assert.Null(new RawText().Finish([]));

    [Fact]
    public void A_known_secret_is_replaced_wherever_it_stands()
    {
        var text = new RawText();
        text.Append("""{"message":"bad key sk-12345678"}"""u8);

        Assert.Equal("""{"message":"bad key [redacted]"}""", text.Finish(["sk-12345678"]));
    }
}
