using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TracedLlm.Json;
using TracedLlm.Payloads.Tests.Documents;
using TracedLlm.Payloads.Tests.Maps;

namespace TracedLlm.Payloads.Tests.Fuzzing;

/// <summary>Whatever the document, nothing is thrown and no byte beyond it is read.</summary>
public class BrokenDocumentTests
{
    private const int LongestSource = 300;

    private static readonly int Count = Campaign.Select(usual: 100_000, longer: 1_200_000);

    private static readonly string[] Sources =
    [
        """{"model":"gpt-4o","messages":[{"role":"user","content":"Say \"hi\" \\ \u00e4 {[}]"}],"max_tokens":16,"temperature":0.2,"stream":true,"stop":["a","b"]}""",
        """{"id":"x","choices":[{"index":0,"finish_reason":"stop","message":{"content":[{"type":"text"}],"refusal":null}}],"usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":2},"cost":1e-3}}""",
        """{ "mod\u0065l" : "a" , "metadata" : { "user_id" : "u" , "tags" : [ "t" ] , "nested" : { "deep" : { "flag" : false } } } }""",
        """{"tenant_id":"t","tenant.region":"\ud83d\ude00","größe":-9223372036854775808,"notes[]":"n"}""",
    ];

    [Fact]
    public void Broken_documents_are_read_within_bounds()
    {
        using var memory = new GuardedMemory();
        var random = new Random(20_261);
        var sources = Sources.Concat(JsonDocuments.Objects.Sample(300, new Rnd(20_261, 31), 20)).Select(Encoding.UTF8.GetBytes).Where(source => source.Length is > 1 and <= LongestSource).ToList();
        Span<byte> buffer = stackalloc byte[LongestSource * 2];
        var kept = 0L;
        for (var i = 0; i < Count; i++)
        {
            var document = buffer[..Mutations.Apply(sources[i % sources.Count], buffer, random)];
            var placed = i % 8 == 0 ? memory.AtStart(document) : memory.AtEnd(document);
            kept += (i % 3) switch
            {
                0 => RequestMap.Read(placed).Model?.Length ?? 0,
                1 => ResponseMap.Read(placed).Id.Length,
                _ => TenantMetadata.Read(placed).Notes?.Length ?? 0,
            };
            var skipping = new Utf8JsonCursor(placed);
            skipping.Skip();
        }

        Assert.NotEqual(0, kept);
    }

    [Fact]
    public void All_scanners_stay_within_bounds_and_agree()
    {
        using var memory = new GuardedMemory();
        var random = new Random(20_262);
        var sources = Sources.Select(Encoding.UTF8.GetBytes).ToList();
        Span<byte> buffer = stackalloc byte[LongestSource * 2];
        for (var i = 0; i < Campaign.Select(usual: 25_000, longer: 100_000); i++)
        {
            var document = memory.AtEnd(buffer[..Mutations.Apply(sources[i % sources.Count], buffer, random)]);
            var start = random.Next(document.Length + 1);

            var container = (JsonScan.EndOfContainer<JsonBlockOfWords>(document, start, out var tooDeep), tooDeep);
            Assert.Equal(container, (JsonScan.EndOfContainer<JsonBlock128>(document, start, out tooDeep), tooDeep));
            Assert.Equal(container, (JsonScan.EndOfContainer<JsonBlock256>(document, start, out tooDeep), tooDeep));
            Assert.Equal(container, (JsonScan.EndOfContainer<JsonBlock512>(document, start, out tooDeep), tooDeep));

            var text = (JsonScan.EndOfString<JsonBlockOfWords>(document, start, out var escaped), escaped);
            Assert.Equal(text, (JsonScan.EndOfString<JsonBlock128>(document, start, out escaped), escaped));
            Assert.Equal(text, (JsonScan.EndOfString<JsonBlock256>(document, start, out escaped), escaped));
            Assert.Equal(text, (JsonScan.EndOfString<JsonBlock512>(document, start, out escaped), escaped));
            Assert.Equal(text, (JsonScan.EndOfString(document, start, out escaped), escaped));
        }
    }
}
