using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>The ways in which handlers read a body.</summary>
internal static class BodyReads
{
    public static readonly Dictionary<string, Func<HttpContext, Task<byte[]>>> All = new()
    {
        ["Body.ReadAsync"] = ReadAsync,
        ["Body.CopyToAsync"] = CopyAsync,
        ["Body.Read"] = Read,
        ["Body.ReadByte, then the rest"] = ReadByteAsync,
        ["Body.BeginRead"] = BeginReadAsync,
        ["BodyReader, consuming"] = ConsumeAsync,
        ["BodyReader, examining"] = ExamineAsync,
        ["BodyReader, consuming a part and examining all"] = ConsumePartlyAsync,
        ["BodyReader.TryRead"] = TryReadAsync,
        ["BodyReader.CopyToAsync"] = CopyReaderAsync,
        ["BodyReader.AsStream"] = AsStreamAsync,
        ["BodyReader examined, then Body"] = ExamineThenBodyAsync,
        ["Body partly, then BodyReader"] = BodyThenReaderAsync,
        ["EnableBuffering, twice"] = BufferAsync,
        ["EnableBuffering, then BodyReader"] = BufferThenReaderAsync,
        ["StreamReader"] = TextAsync,
    };

    public static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        await ReadRestAsync(http.Request.Body, bytes);
        return bytes.ToArray();
    }

    public static async Task<byte[]> ConsumeAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        await ReadRestAsync(http.Request.BodyReader, bytes);
        return bytes.ToArray();
    }

    private static async Task ReadRestAsync(Stream body, MemoryStream bytes)
    {
        var buffer = new byte[1000];
        while (await body.ReadAsync(buffer) is var count and > 0)
        {
            bytes.Write(buffer, 0, count);
        }

        Assert.Equal(0, await body.ReadAsync(buffer));
    }

    private static async Task ReadRestAsync(PipeReader reader, MemoryStream bytes)
    {
        ReadResult result;
        do
        {
            result = await reader.ReadAsync();
            bytes.Write(result.Buffer.ToArray());
            reader.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
    }

    private static async Task<byte[]> CopyAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<byte[]> Read(HttpContext http)
    {
        http.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        using var bytes = new MemoryStream();
        await Task.Run(() => http.Request.Body.CopyTo(bytes));
        return bytes.ToArray();
    }

    private static async Task<byte[]> ReadByteAsync(HttpContext http)
    {
        http.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        using var bytes = new MemoryStream();
        bytes.WriteByte((byte)http.Request.Body.ReadByte());
        await ReadRestAsync(http.Request.Body, bytes);
        return bytes.ToArray();
    }

    private static async Task<byte[]> BeginReadAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[5000];
        int count;
        while ((count = await Task.Factory.FromAsync(http.Request.Body.BeginRead, http.Request.Body.EndRead, buffer, 0, buffer.Length, null)) > 0)
        {
            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    private static async Task<byte[]> ExamineAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync();
            if (result.IsCompleted)
            {
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static async Task<byte[]> ConsumePartlyAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        using var bytes = new MemoryStream();
        while (true)
        {
            var result = await reader.ReadAsync();
            var part = result.IsCompleted ? result.Buffer : result.Buffer.Slice(0, result.Buffer.Length / 2);
            bytes.Write(part.ToArray());
            reader.AdvanceTo(part.End, result.Buffer.End);
            if (result.IsCompleted)
            {
                return bytes.ToArray();
            }
        }
    }

    private static async Task<byte[]> TryReadAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        using var bytes = new MemoryStream();
        while (true)
        {
            if (!reader.TryRead(out var result))
            {
                result = await reader.ReadAsync();
            }

            bytes.Write(result.Buffer.ToArray());
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return bytes.ToArray();
            }
        }
    }

    private static async Task<byte[]> CopyReaderAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        await http.Request.BodyReader.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<byte[]> AsStreamAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        await http.Request.BodyReader.AsStream(leaveOpen: true).CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<byte[]> ExamineThenBodyAsync(HttpContext http)
    {
        var result = await http.Request.BodyReader.ReadAsync();
        http.Request.BodyReader.AdvanceTo(result.Buffer.Start);
        return await ReadAsync(http);
    }

    private static async Task<byte[]> BodyThenReaderAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        var first = new byte[10];
        bytes.Write(first, 0, await http.Request.Body.ReadAsync(first));
        await ReadRestAsync(http.Request.BodyReader, bytes);
        return bytes.ToArray();
    }

    private static async Task<byte[]> BufferAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        var first = await ReadAsync(http);
        http.Request.Body.Position = 0;
        Assert.Equal(first, await ReadAsync(http));
        return first;
    }

    private static async Task<byte[]> BufferThenReaderAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        var bytes = await ConsumeAsync(http);
        http.Request.Body.Position = 0;
        Assert.Equal(bytes, await ReadAsync(http));
        return bytes;
    }

    private static async Task<byte[]> TextAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        return System.Text.Encoding.UTF8.GetBytes(await reader.ReadToEndAsync());
    }
}
