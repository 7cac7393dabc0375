using System.Text;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>Attributes with known keys, at every length where their encoding changes.</summary>
public sealed class OtlpAttributeTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();
    private readonly SemanticConventionsView _view = new();

    [Theory]
    [InlineData('a')]
    [InlineData('\u007F')]
    [InlineData('\u0080')]
    [InlineData('ß')]
    [InlineData('語')]
    public void A_text_of_any_length_is_read_as_it_was_written(char odd)
    {
        for (var length = 0; length < 300; length++)
        {
            var plain = new string('x', length);
            Assert.Equal(plain, Sent(plain));
            Assert.Equal(plain + odd, Sent(plain + odd));
            Assert.Equal(odd + plain, Sent(odd + plain));
        }
    }

    [Fact]
    public void A_letter_that_is_not_ascii_is_found_wherever_it_is()
    {
        var bytes = new byte[64];
        for (var length = 1; length < 40; length++)
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(at => (char)('0' + at)));
            Assert.True(AsciiText.TryWrite(text, ref bytes[0]));
            Assert.Equal(text, Encoding.ASCII.GetString(bytes, 0, length));
            foreach (var at in Enumerable.Range(0, length))
            {
                Assert.False(AsciiText.TryWrite(text.Remove(at, 1).Insert(at, "\u0080"), ref bytes[0]));
            }
        }
    }

    [Fact]
    public void Integers_of_every_size_are_read_as_they_were_written()
    {
        foreach (var number in Enumerable.Range(0, 63).Select(bit => 1L << bit).SelectMany(power => new[] { power, power - 1, -power }).Append(long.MinValue))
        {
            Assert.Equal(number, Sent(number));
        }
    }

    [Fact]
    public void Messages_of_every_length_end_where_they_end()
    {
        foreach (var length in new[] { 0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 5_000_000 })
        {
            using var buffer = new OtlpBuffer(16);
            var start = buffer.Open(0x0A);
            buffer.Bytes(new byte[length]);
            buffer.Close(start);
            buffer.Byte(0xFF);
            var bytes = buffer.Written.Span;
            var read = (bytes[1] & 0x7F) | ((bytes[2] & 0x7F) << 7) | ((bytes[3] & 0x7F) << 14) | (bytes[4] << 21);

            Assert.Equal((length, length + 6), (read, bytes.Length));
        }
    }

    public void Dispose() => _activities.Dispose();

    private object? Sent(object value)
    {
        ReceivedSpan span = EncodedSpan.FromActivity(_view, _activities.WithTags((GenAi.RequestModel, value), ("app.after", true)));
        Assert.Equal(true, span.Attributes["app.after"]);
        return span.Attributes[GenAi.RequestModel];
    }
}
