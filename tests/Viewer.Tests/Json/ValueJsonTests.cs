using System.Text;
using System.Text.Json;
using TracedLlm.Viewer.Json;
using TracedLlm.Viewer.Otlp;

namespace TracedLlm.Viewer.Tests.Json;

/// <summary>Values of attributes as the page reads them.</summary>
public sealed class ValueJsonTests
{
    [Theory]
    [InlineData(9_007_199_254_740_991, "9007199254740991")]
    [InlineData(-9_007_199_254_740_991, "-9007199254740991")]
    [InlineData(9_007_199_254_740_992, "\"9007199254740992\"")]
    [InlineData(-9_007_199_254_740_992, "\"-9007199254740992\"")]
    [InlineData(long.MinValue, "\"-9223372036854775808\"")]
    public void A_whole_number_that_JavaScript_would_round_is_a_text(long number, string json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, ValueJson.Options))
        {
            ValueJson.Write(writer, new ReadAttributes([new("seed", number), new("seeds", new object?[] { number })]));
        }

        Assert.Equal($$"""{"seed":{{json}},"seeds":[{{json}}]}""", Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
