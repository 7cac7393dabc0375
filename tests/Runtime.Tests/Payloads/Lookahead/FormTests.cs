using System.Text;
using Microsoft.AspNetCore.Http;
using TracedLlm.Lookahead;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Of a form, the text fields before the first file are seen, and all of it is read.</summary>
[Collection(ProcessWide.Name)]
public sealed class FormTests
{
    private const string Boundary = "----b0undary";

    // As the OpenAI SDK sends a transcription, with a field behind the file.
    private static readonly string[] Transcription =
    [
        "Content-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1",
        "Content-Disposition: form-data; name=\"prompt\"\r\n\r\nsay \"hi\"\r\nand \\ \u00e9",
        "content-disposition: form-data; name=\"timestamp_granularities[]\"\r\n\r\nword",
        "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"timestamp_granularities[]\"\r\n\r\nsegment",
        "Content-Disposition: form-data; name=\"language\"\r\n\r\n",
        "Content-Disposition: form-data; name=\"file\"; filename=\"a;b.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\n" + new string('x', 300_000),
        "Content-Disposition: form-data; name=\"temperature\"\r\n\r\n0.2",
    ];

    private const string Seen =
        """{"model":"whisper-1","prompt":"say \"hi\"\u000d\u000aand \\ é","timestamp_granularities":["word","segment"],"language":""}""";

    [Theory]
    [InlineData(Wire.Http1, 8_000_000)]
    [InlineData(Wire.Http1Chunked, 8_000_000)]
    [InlineData(Wire.Http2, 8_000_000)]
    [InlineData(Wire.TestHost, 8_000_000)]
    [InlineData(Wire.TestHostChunked, 20_000)]
    public async Task Text_fields_before_the_first_file_are_seen(Wire wire, int bound)
    {
        await using var gateway = await LookaheadGateway.StartAsync(wire, SeenAndFormAsync, options => options.MaxRequestLookahead = bound);

        var answer = await gateway.PostAsync(FormOf(Transcription), $"multipart/form-data; boundary=\"{Boundary}\"");

        Assert.Equal($"{Seen} model=whisper-1 temperature=0.2 file=a;b.mp3,300000", answer);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task All_of_the_form_reaches_a_handler_that_reads_bytes()
    {
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.Http1, async http => LookaheadGateway.Hash(await BodyReads.All["BodyReader, consuming a part and examining all"](http)));
        var form = FormOf(Transcription);

        Assert.Equal(LookaheadGateway.Hash(form), await gateway.PostAsync(form, $"multipart/form-data; boundary={Boundary}"));
        await gateway.StopAsync();
    }

    [Fact]
    public void Fields_are_found_wherever_the_bytes_are_split()
    {
        var bytes = FormOf([.. Transcription[..5], Transcription[6]]);
        var expected = Read(bytes, bytes.Length);

        for (var step = 1; step < bytes.Length; step++)
        {
            Assert.Equal(expected, Read(bytes, step));
        }

        Assert.Equal(Seen[..^1] + ""","temperature":0.2}""", expected);
    }

    [Theory]
    [InlineData("no form at all", "unfinished")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", "unfinished")]
    [InlineData("--B--\r\n", "{}")]
    [InlineData("--B \t\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--", """{"a":"1"}""")]
    [InlineData("preamble\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--", """{"a":"1"}""")]
    [InlineData("--B\r\n\r\nnameless\r\n--B--", "{}")]
    [InlineData("--B\r\nContent-Disposition: form-data; filename*=UTF-8''a; name=\"a\"\r\n\r\n1\r\n--B--", "{}")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"a\\\"b;c\"\r\n\r\n1\r\n--B--", """{"a\\\"b;c":"1"}""")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--B--", """{"a":"1"}""")]
    [InlineData("--B\r\nContent-Disposition:\r\n\r\n1\r\n--B--", "{}")]
    [InlineData("--Bx\r\n\r\n", "{}")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=x[]\r\n\r\n1\r\n--B\r\nContent-Disposition: form-data; name=y\r\n\r\n2\r\n--B\r\nContent-Disposition: form-data; name=x[]\r\n\r\n3\r\n--B--", """{"x":["1","3"],"y":"2"}""")]
    public void Unusual_forms_give_their_readable_fields(string form, string json) =>
        Assert.Equal(json, Read(Encoding.UTF8.GetBytes(form), step: 1, "B"));

    [Theory]
    [InlineData("metadata[a]=1 model=m metadata[b]=2", """{"metadata":{"a":"1","b":"2"},"model":"m"}""")]
    [InlineData("metadata[tags][]=a metadata[prompt][name]=p metadata[tags][]=b metadata[prompt][version]=3", """{"metadata":{"tags":["a","b"],"prompt":{"name":"p","version":"3"}}}""")]
    [InlineData("metadata={} metadata[n]=1 metadatax[n]=2", """{"metadata":"{}","metadata":{"n":"1"},"metadatax":{"n":"2"}}""")]
    [InlineData("x[a]=1 x[a]=2 n[n]=1 n=1", """{"x":{"a":"1","a":"2"},"n":{"n":"1"},"n":1}""")]
    [InlineData("[a]=1 x[=2 x]=3 x[a=4 x[a]b=5 x[[a]]=6 x[][a]=7", """{"[a]":"1","x[":"2","x]":"3","x[a":"4","x[a]b":"5","x[[a]]":"6","x[][a]":"7"}""")]
    [InlineData("x[1][2][3][4][5][6][7][8]=v", """{"x":{"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":"v"}}}}}}}}}""")]
    [InlineData("x[1][2][3][4][5][6][7][8][9]=v", """{"x[1][2][3][4][5][6][7][8][9]":"v"}""")]
    public void Names_in_brackets_are_objects(string fields, string json)
    {
        var parts = fields.Split(' ').Select(field => field.LastIndexOf('=') is var at
            ? $"Content-Disposition: form-data; name=\"{field[..at]}\"\r\n\r\n{field[(at + 1)..]}" : "");
        var form = FormOf(parts);

        Assert.Equal(json, Read(form, form.Length));
    }

    [Fact]
    public void Too_many_fields_and_too_long_headers_end_the_search()
    {
        var many = string.Concat(Enumerable.Repeat("--B\r\nContent-Disposition: form-data; name=a[]\r\n\r\n1\r\n", 1000));
        Assert.Equal(256, Read(Encoding.UTF8.GetBytes(many), 100_000, "B").Count(c => c == '1'));
        Assert.Equal("{}", Read(Encoding.UTF8.GetBytes("--B\r\n" + new string('h', 20_000)), 100_000, "B"));
    }

    private static string Read(byte[] bytes, int step, string boundary = Boundary)
    {
        var fields = new MultipartFields(boundary);
        var found = false;
        for (var length = step; !found && length < bytes.Length + step; length += step)
        {
            found = fields.Read(bytes.AsSpan(0, Math.Min(length, bytes.Length)));
        }

        var json = new byte[MultipartJson.MaxLength(bytes, fields.Fields)];
        return found ? Encoding.UTF8.GetString(json, 0, MultipartJson.Write(bytes, fields.Fields, json)) : "unfinished";
    }

    private static async Task<string> SeenAndFormAsync(HttpContext http)
    {
        var body = LookaheadGateway.BodyOf(http);
        var form = await http.Request.ReadFormAsync();
        var seen = body is { IsForm: true } ? Encoding.UTF8.GetString(body.Json.Span) : "unseen";
        return $"{seen} model={form["model"]} temperature={form["temperature"]} file={form.Files[0].FileName},{form.Files[0].Length}";
    }

    private static byte[] FormOf(IEnumerable<string> parts) => Encoding.UTF8.GetBytes(
        string.Concat(parts.Select(part => $"--{Boundary}\r\n{part}\r\n")) + $"--{Boundary}--\r\n");
}
