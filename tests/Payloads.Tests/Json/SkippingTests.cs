using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TracedLlm.Json;
using TracedLlm.Payloads.Tests.Documents;

namespace TracedLlm.Payloads.Tests.Json;

/// <summary>On valid JSON what is stepped over ends where System.Text.Json says, wherever it lies in memory.</summary>
public class SkippingTests
{
    private const int Alignments = 80;

    [Fact]
    public void Objects_arrays_and_strings_end_where_Utf8JsonReader_ends_them() =>
        Prop.ForAll(Arb.From(JsonDocuments.Containers), json =>
        {
            var document = Encoding.UTF8.GetBytes(json);
            for (var shift = 0; shift < Alignments; shift++)
            {
                AgreesWithTheReader([.. Enumerable.Repeat((byte)' ', shift), .. document]);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(20_261, 33));

    [Theory]
    [InlineData("quotes", "\\\"")]
    [InlineData("backslashes", "\\\\")]
    [InlineData("both", "\\\\\\\"")]
    [InlineData("brackets", "[{]}")]
    public void Runs_in_strings_cross_the_borders_of_blocks(string name, string run)
    {
        Assert.NotEmpty(name);
        for (var length = 0; length < 140; length++)
        {
            for (var shift = 0; shift < 66; shift++)
            {
                AgreesWithTheReader(Encoding.UTF8.GetBytes($"{new string(' ', shift)}[\"{string.Concat(Enumerable.Repeat(run, length))}\",{{\"a\":[]}}]"));
            }
        }
    }

    private static void AgreesWithTheReader(byte[] document)
    {
        var reader = new Utf8JsonReader(document);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex + 1;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                var inside = reader;
                inside.Skip();
                var end = (int)inside.BytesConsumed - 1;
                Assert.Equal(end, JsonScan.EndOfContainer(document, start, out var tooDeep));
                Assert.False(tooDeep);
                Assert.Equal(end, JsonScan.EndOfContainer<JsonBlockOfWords>(document, start, out _));
                Assert.Equal(end, JsonScan.EndOfContainer<JsonBlock128>(document, start, out _));
                Assert.Equal(end, JsonScan.EndOfContainer<JsonBlock256>(document, start, out _));
            }
            else if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                // A property name is consumed with its colon.
                var end = start + reader.ValueSpan.Length;
                Assert.Equal(end, JsonScan.EndOfString(document, start, out var escaped));
                Assert.Equal(reader.ValueIsEscaped, escaped);
                Assert.Equal((end, escaped), (JsonScan.EndOfString<JsonBlockOfWords>(document, start, out escaped), escaped));
            }
        }
    }
}
