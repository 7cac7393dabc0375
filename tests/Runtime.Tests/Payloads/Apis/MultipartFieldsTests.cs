using System.Text;

namespace TracedLlm.Tests.Payloads.Apis;

public sealed class MultipartFieldsTests
{
    private const string Body =
        "preamble\r\n--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
        + "--xyz\r\ncontent-disposition: form-data; name=temperature\r\n\r\n0\r\n"
        + "--xyz\r\nContent-Disposition: form-data; name=\"prompt\"\r\nContent-Type: text/plain\r\n\r\n12\r\n--x \"quoted\"\r\n"
        + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF\r\n"
        + "--xyz\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nen\r\n--xyz--\r\n";

    [Fact]
    public void The_fields_before_the_first_file_become_JSON() => Assert.Equal(
        """{"model":"whisper-1","temperature":0,"prompt":"12\r\n--x \u0022quoted\u0022"}""",
        Encoding.UTF8.GetString(MultipartFields.ToJson(Encoding.UTF8.GetBytes(Body), "xyz")));

    [Fact]
    public void A_form_is_read_as_its_API()
    {
        var row = LlmApiTable.Rows.Single(row => row.Pattern.Text == "audio/transcriptions");

        var facts = ApiPayloads.ReadForm(row, Encoding.UTF8.GetBytes(Body), "xyz", content: false);

        Assert.Equal("whisper-1", facts.Model);
        Assert.Equal(
            ["gen_ai.request.model=whisper-1", "gen_ai.request.temperature=0", "gen_ai.output.type=text"],
            facts.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));
    }

    [Fact]
    public void A_body_that_is_cut_off_anywhere_gives_the_fields_that_were_whole()
    {
        var bytes = Encoding.UTF8.GetBytes(Body);

        for (var length = 0; length < bytes.Length; length++)
        {
            var json = Encoding.UTF8.GetString(MultipartFields.ToJson(bytes.AsSpan(0, length), "xyz"));

            Assert.Contains(json, new[]
            {
                "{}",
                """{"model":"whisper-1"}""",
                """{"model":"whisper-1","temperature":0}""",
                """{"model":"whisper-1","temperature":0,"prompt":"12\r\n--x \u0022quoted\u0022"}""",
            });
        }
    }

    [Fact]
    public void Fields_are_counted()
    {
        var body = string.Concat(Enumerable.Range(0, 1000).Select(i => $"--b\r\nContent-Disposition: form-data; name=f{i}\r\n\r\nv\r\n")) + "--b--";

        var json = Encoding.UTF8.GetString(MultipartFields.ToJson(Encoding.UTF8.GetBytes(body), "b"));

        Assert.Equal(MultipartFields.MaxFields, json.Count(letter => letter == ':'));
    }
}
