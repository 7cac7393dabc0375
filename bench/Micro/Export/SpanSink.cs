using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>
/// A backend on 127.0.0.1 that accepts everything: it reads requests, counts the spans by path and always answers with 200. It is
/// a separate process, so that its processor time is not counted.
/// </summary>
internal static class SpanSink
{
    public const string Option = "--sink";

    private static readonly Dictionary<string, long> Counts = new(StringComparer.Ordinal);

    /// <summary>Runs until the input ends.</summary>
    public static int Run()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        using var app = builder.Build();
        app.Run(AnswerAsync);
        app.Start();
        Console.WriteLine(app.Urls.Single());
        while (Console.ReadLine() is not null)
        {
            // The other end stays open while the bench runs.
        }

        app.StopAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await http.Response.WriteAsync(CountOf(path).ToString(CultureInfo.InvariantCulture));
            return;
        }

        var body = await ReadAsync(http.Request.BodyReader);
        Add(path, SpansIn(body.IsSingleSegment ? body.FirstSpan : body.ToArray()));
        http.Request.BodyReader.AdvanceTo(body.End);
    }

    private static async Task<ReadOnlySequence<byte>> ReadAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static long SpansIn(ReadOnlySpan<byte> message)
    {
        // ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans.
        const int ResourceSpans = 1;
        const int ScopeSpans = 2;
        const int Spans = 2;
        long count = 0;
        var request = new ProtobufFields(message);
        while (request.Next())
        {
            var resource = new ProtobufFields(request.Number == ResourceSpans ? request.Bytes : default);
            while (resource.Next())
            {
                var scope = new ProtobufFields(resource.Number == ScopeSpans ? resource.Bytes : default);
                while (scope.Next())
                {
                    count += scope.Number == Spans ? 1 : 0;
                }
            }
        }

        return count;
    }

    private static void Add(string path, long spans)
    {
        lock (Counts)
        {
            Counts[path] = Counts.GetValueOrDefault(path) + spans;
        }
    }

    private static long CountOf(string path)
    {
        lock (Counts)
        {
            return Counts.GetValueOrDefault(path);
        }
    }
}
