using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TracedLlm.Payloads.Tests.Documents;
using TracedLlm.Payloads.Tests.Maps;

namespace TracedLlm.Payloads.Tests.Properties;

/// <summary>On valid JSON every generated reader says what System.Text.Json's DOM says, however the document arrives.</summary>
public class ReaderProperties
{
    private static readonly Config Documents = Config.QuickThrowOnFailure.WithMaxTest(Campaign.Select(usual: 100, longer: 400)).WithReplay(20_261, 31);

    [Fact]
    public void A_request_is_read_as_by_the_dom() => Agree<RequestMap>(RequestMap.Read, RequestMap.Read, (in ReadOnlySequence<byte> json) => RequestMap.Read(json));

    [Fact]
    public void A_response_is_read_as_by_the_dom() => Agree<ResponseMap>(ResponseMap.Read, ResponseMap.Read, (in ReadOnlySequence<byte> json) => ResponseMap.Read(json));

    [Fact]
    public void Metadata_is_read_as_by_the_dom() => Agree<TenantMetadata>(TenantMetadata.Read, TenantMetadata.Read, (in ReadOnlySequence<byte> json) => TenantMetadata.Read(json));

    [Theory]
    [InlineData(typeof(RequestMap))]
    [InlineData(typeof(ResponseMap))]
    [InlineData(typeof(TenantMetadata))]
    public void Every_property_is_present_in_some_documents_and_absent_in_others(Type map)
    {
        var read = JsonDocuments.Objects.Sample(300, new Rnd(20_261, 31), 400).Select(json => DomReader.Read(map, json).Split('\n')).ToList();

        for (var line = 0; line < read[0].Length - 1; line++)
        {
            Assert.True(read.Select(lines => lines[line]).Distinct().Count() > 1, read[0][line]);
        }
    }

    private delegate T ReadSpan<T>(ReadOnlySpan<byte> json);

    private delegate T ReadMemory<T>(ReadOnlyMemory<byte> json);

    private delegate T ReadSequence<T>(in ReadOnlySequence<byte> json);

    private static void Agree<T>(ReadSpan<T> readSpan, ReadMemory<T> readMemory, ReadSequence<T> readSequence)
        where T : notnull =>
        Prop.ForAll(Arb.From(JsonDocuments.Objects), json =>
        {
            var document = Encoding.UTF8.GetBytes(json);
            var expected = DomReader.Read(typeof(T), json);

            Assert.Equal(expected, DomReader.Print(readSpan(document)));
            Assert.Equal(expected, DomReader.Print(readMemory(document)));
            Assert.Equal(expected, DomReader.Print(readSpan([0xEF, 0xBB, 0xBF, .. document])));
            Assert.Equal(expected, DomReader.Print(readSequence(Segment.SplitEverywhere(document))));
            for (var position = 0; position <= document.Length; position++)
            {
                Assert.Equal(expected, DomReader.Print(readSequence(Segment.Split(document, position))));
            }
        }).Check(Documents);
}
