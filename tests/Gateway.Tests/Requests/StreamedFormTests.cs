using System.Text;
using TracedLlm.Samples.Gateway.Tests.Apis;

namespace TracedLlm.Samples.Gateway.Tests.Requests;

/// <summary>A form that is read while it arrives is changed exactly as a form in memory.</summary>
public sealed class StreamedFormTests
{
    private static readonly FormChanges Changes = new(
        name => name.StartsWith("litellm_", StringComparison.Ordinal),
        (name, number) => name == "model" ? "gpt-4.1" : name == "prompt" ? $"masked {number}" : null,
        ("added", "1"));

    private static readonly string[] Forms =
    [
        ApiRequest.FormOf(("purpose", "batch"), ("file", null), ("model", "gpt"), ("litellm_metadata", "{}")),
        ApiRequest.FormOf(("litellm_metadata[a]", "1"), ("prompt", "a"), ("prompt", "b"), ("image", null), ("image", null), ("prompt", "c")),
        ApiRequest.FormOf(("file", null)),
        ApiRequest.FormOf(("litellm_x", "")),
        ApiRequest.FormOf(),
        "a preamble\r\n" + ApiRequest.FormOf(("file", null), ("model", "gpt")) + "an epilogue\r\n",
        "\r\n" + ApiRequest.FormOf(("model", "")),
        ApiRequest.FormOf(("a", "\r\n--form-"), ("b", "\r\n\r\n--"), ("c", "\r\r\n-\r\n--form-2")),
    ];

    public static TheoryData<int, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, int>();
            for (var form = 0; form < Forms.Length; form++)
            {
                foreach (var step in new[] { 1, 2, 7, 64, 100_000 })
                {
                    cases.Add(form, step);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_has_the_same_bytes_as_a_form_in_memory(int form, int step)
    {
        var bytes = Encoding.UTF8.GetBytes(Forms[form]);
        using var held = MultipartForm.Parse(bytes, $"multipart/form-data; boundary={ApiRequest.Boundary}").ContentWith(Changes);
        using var streamed = new StreamedFormContent(() => new SlowStream(bytes, step), ApiRequest.Boundary, Changes);

        Assert.Equal(await held.ReadAsStringAsync(), await streamed.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_form_in_a_file_has_its_length(int form, int step)
    {
        var bytes = Encoding.UTF8.GetBytes(Forms[form]);
        await using var body = new SlowStream(bytes, step);
        await using var file = SpooledForm.CreateFile();
        var spooled = await SpooledForm.ReadAsync(body, file, ApiRequest.Boundary, CancellationToken.None);
        using var held = MultipartForm.Parse(bytes, $"multipart/form-data; boundary={ApiRequest.Boundary}").ContentWith(Changes);
        using var content = spooled.ContentWith(Changes);

        Assert.Equal(held.Headers.ContentLength, content.Headers.ContentLength);
        Assert.Equal(await held.ReadAsStringAsync(), await content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_form_that_cannot_be_stored_is_an_error_of_the_gateway()
    {
        Assert.Equal(500, Assert.Throws<FormStorageException>(() => SpooledForm.CreateFile(Path.Combine(Path.GetTempPath(), "missing", "folder"))).Status);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var length in new[] { 1, 300_000 })
        {
            // Nothing can be written to this device.
            var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 4096, FileOptions.Asynchronous);
            await using var body = new SlowStream(Encoding.UTF8.GetBytes(ApiRequest.FormOf(("file", null), ("text", new string('x', length)))), 10_007);

            await Assert.ThrowsAsync<FormStorageException>(() => SpooledForm.ReadAsync(body, full, ApiRequest.Boundary, CancellationToken.None));
            try
            {
                await full.DisposeAsync();
            }
            catch (IOException)
            {
                // The stream may still have bytes in its buffer.
            }
        }
    }

    [Fact]
    public async Task A_file_that_is_longer_than_any_buffer_passes_whole()
    {
        var form = ApiRequest.FormOf(("file", null), ("text", new string('\r', 300_000) + "\n--form"), ("model", "gpt"));
        using var streamed = new StreamedFormContent(() => new SlowStream(Encoding.UTF8.GetBytes(form), 10_007), ApiRequest.Boundary, new(_ => false, (_, _) => null));

        Assert.Equal(form, await streamed.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no form")]
    [InlineData("--form-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue")]
    [InlineData("--form-1\r\nContent-Disposition: form-data; name=\"a\"")]
    [InlineData("--form-1")]
    public async Task An_incomplete_form_is_an_error(string form)
    {
        using var streamed = new StreamedFormContent(() => new MemoryStream(Encoding.UTF8.GetBytes(form)), ApiRequest.Boundary, Changes);

        var exception = await Assert.ThrowsAsync<BadRequestException>(() => streamed.CopyToAsync(Stream.Null));

        Assert.Equal("The form is incomplete.", exception.Message);
    }

    [Fact]
    public async Task The_head_of_a_part_has_a_limit()
    {
        var form = "--form-1\r\nX: " + new string('x', 1_000_000);
        using var streamed = new StreamedFormContent(() => new MemoryStream(Encoding.UTF8.GetBytes(form)), ApiRequest.Boundary, Changes);

        var exception = await Assert.ThrowsAsync<BadRequestException>(() => streamed.CopyToAsync(Stream.Null));

        Assert.Equal("The headers of a part of the form are too long.", exception.Message);
    }

    private sealed class SlowStream(byte[] bytes, int step) : ForwardStream
    {
        private int _position;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(Math.Min(step, buffer.Length), bytes.Length - _position);
            bytes.AsMemory(_position, count).CopyTo(buffer);
            _position += count;
            return new(count);
        }
    }
}
