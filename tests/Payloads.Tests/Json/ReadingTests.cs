using System.Text;
using TracedLlm.Payloads.Tests.Maps;

namespace TracedLlm.Payloads.Tests.Json;

/// <summary>What is read of documents that are broken, odd or malicious.</summary>
public class ReadingTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"model\"")]
    [InlineData("{")]
    [InlineData("{\"model\"")]
    [InlineData("{\"model\":")]
    [InlineData("{\"model\":\"gpt")]
    [InlineData("{\"model\":\"gpt\\")]
    [InlineData("{\"model\" \"gpt\"}")]
    [InlineData("{\"model\":\"a\\qb\"}")]
    [InlineData("{\"model\":\"a\\u12g4\"}")]
    [InlineData("{\"model\":1}")]
    [InlineData("{\"model\":null}")]
    [InlineData("{\"model\":{\"model\":\"inner\"}}")]
    [InlineData("{/* comment */\"model\":\"a\"}")]
    [InlineData("{\"model\":\"a\",\"model\":7}")]
    public void The_model_is_absent(string json) => Assert.Null(Request(json).Model);

    [Theory]
    [InlineData("{\"model\":\"a\"")]
    [InlineData("{\"model\":\"a\",")]
    [InlineData("{\"model\":\"a\",}")]
    [InlineData("{\"model\":\"a\"}}}}")]
    [InlineData("{\"model\":\"a\",\"stream\":tru")]
    [InlineData("\uFEFF{\"model\":\"a\"}")]
    [InlineData("\r\n\t { \"model\"\n:\t\"a\" }")]
    [InlineData("{\"mod\\u0065l\":\"a\"}")]
    [InlineData("{\"\\u006D\\u006f\\u0064\\u0065\\u006c\":\"\\u0061\"}")]
    [InlineData("{\"model\":\"b\",\"model\":\"a\"}")]
    [InlineData("{\"mod\\qel\":\"b\",\"model\":\"a\"}")]
    [InlineData("{\"x\":[},\"model\":\"a\"}")]
    public void The_model_is_read(string json) => Assert.Equal("a", Request(json).Model);

    [Theory]
    [InlineData("{\"model\":\"\\ud83d\\ude00\"}", "😀")]
    [InlineData("{\"model\":\"\\ud83d\"}", "\uFFFD")]
    [InlineData("{\"model\":\"\\ude00\\ud83dx\"}", "\uFFFD\uFFFDx")]
    [InlineData("{\"model\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "\"\\/\b\f\n\r\t")]
    [InlineData("{\"model\":\"\"}", "")]
    public void Strings_are_decoded(string json, string model) => Assert.Equal(model, Request(json).Model);

    [Fact]
    public void Invalid_utf8_becomes_the_replacement_character() =>
        Assert.Equal("a\uFFFDb", RequestMap.Read((ReadOnlySpan<byte>)[.. "{\"model\":\"a"u8, 0xFF, .. "b\"}"u8]).Model);

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("123456789012345678", 123456789012345678L)]
    [InlineData("9223372036854775808", null)]
    [InlineData("01", null)]
    [InlineData("-", null)]
    [InlineData("+1", null)]
    [InlineData("1.0", 1L)]
    [InlineData("-12.00", -12L)]
    [InlineData("1e2", 100L)]
    [InlineData("1.25E+2", 125L)]
    [InlineData("9007199254740991.0", 9007199254740991L)]
    [InlineData("9007199254740992.0", null)]
    [InlineData("1e300", null)]
    [InlineData("1e400", null)]
    [InlineData("1.5", null)]
    [InlineData("1e-1", null)]
    [InlineData("1.", null)]
    [InlineData("01.0", null)]
    [InlineData("\"1\"", null)]
    [InlineData("true", null)]
    [InlineData("1x", null)]
    public void Whole_numbers(string value, long? expected) => Assert.Equal(expected, Request($"{{\"max_tokens\":{value}}}").MaxTokens);

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("0.1", 0.1)]
    [InlineData("123456789.012345", 123456789.012345)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("2", 2.0)]
    [InlineData("1e400", null)]
    [InlineData("1.", null)]
    [InlineData(".5", null)]
    [InlineData("00.5", null)]
    [InlineData("NaN", null)]
    [InlineData("1e", null)]
    public void Numbers(string value, double? expected) => Assert.Equal(expected, Request($"{{\"temperature\":{value}}}").Temperature);

    [Fact]
    public void A_number_that_only_the_end_ends_may_have_been_cut_off() => Assert.Null(Request("{\"max_tokens\":12").MaxTokens);

    [Fact]
    public void A_string_by_itself_is_an_array_of_one() => Assert.Equal(["a"], Request("{\"stop\":\"a\"}").Stop!);

    [Fact]
    public void An_incomplete_array_gives_its_complete_items() => Assert.Equal(["a", "b"], Request("{\"stop\":[\"a\",1,\"b\",\"c").Stop!);

    [Fact]
    public void The_first_path_that_has_a_value_counts()
    {
        Assert.Equal(1, Request("{\"max_tokens\":2,\"max_completion_tokens\":1}").MaxTokens);
        Assert.Equal(2, Request("{\"max_tokens\":2,\"max_completion_tokens\":null}").MaxTokens);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public void Slices_are_kept_up_to_a_depth_and_the_following_fields_are_still_read(int depth, bool isKept)
    {
        var request = Request($"{{\"messages\":{new string('[', depth)}{new string(']', depth)},\"model\":\"a\"}}");

        Assert.Equal(isKept, !request.Messages.IsEmpty);
        Assert.Equal("a", request.Model);
    }

    [Fact]
    public void Slices_refer_to_the_memory_that_was_read_and_are_copied_out_of_a_span()
    {
        var document = "{\"messages\":[1,2,3]}"u8.ToArray();
        var referring = RequestMap.Read(document.AsMemory());
        var copied = RequestMap.Read(document.AsSpan());
        document.AsSpan().Replace((byte)'2', (byte)'9');

        Assert.Equal("[1,9,3]", referring.Messages.ToString());
        Assert.Equal("[1,2,3]", copied.Messages.ToString());
        Assert.Equal(3, copied.Messages.CountElements());
    }

    [Fact]
    public void Attributes_are_written_once_and_content_only_when_asked_for()
    {
        var request = Request("{\"model\":\"a\",\"max_tokens\":0,\"messages\":[]}");

        Assert.Equal(["gen_ai.request.model=a", "gen_ai.request.max_tokens=0"], Tags(request, content: false));
        Assert.Equal(["gen_ai.request.model=a", "gen_ai.request.max_tokens=0", "gen_ai.input.messages=[]"], Tags(request, content: true));
    }

    [Fact]
    public void The_readers_of_metadata_are_found_by_type()
    {
        var reader = PayloadReaders.Find(typeof(TenantMetadata));
        Assert.Equal("t", Assert.IsType<TenantMetadata>(reader?.ReadObject("{\"tenant_id\":\"t\"}"u8.ToArray())).TenantId);
        Assert.Null(PayloadReaders.Find(typeof(ResponseMap)));
    }

    private static List<string> Tags(RequestMap request, bool content)
    {
        List<KeyValuePair<string, object?>> tags = [];
        request.WriteTags(new LlmTagWriter(tags), content);
        return [.. tags.Select(tag => $"{tag.Key}={tag.Value}")];
    }

    private static RequestMap Request(string json) => RequestMap.Read(Encoding.UTF8.GetBytes(json).AsSpan());
}
