using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TracedLlm.Testing.Hosting;

namespace TracedLlm.Testing.Backends;

/// <summary>Serves one port of a backend: it applies the rules, or a fault in place of the rules.</summary>
internal sealed class BackendServer : IAsyncDisposable
{
    private readonly BackendReceiver _receiver;
    private readonly Func<BackendCall, BackendReply> _judge;
    private LocalServer? _server;

    private BackendServer(BackendReceiver receiver, Func<BackendCall, BackendReply> judge)
    {
        _receiver = receiver;
        _judge = judge;
    }

    public Uri Endpoint => _server!.Endpoint;

    public static async Task<BackendServer> StartAsync(
        BackendReceiver receiver, Func<BackendCall, BackendReply> judge, int port, bool http2)
    {
        var server = new BackendServer(receiver, judge);
        server._server = await LocalServer.StartAsync(server.ServeAsync, port, http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
        return server;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task ServeAsync(HttpContext http, CancellationToken stopping)
    {
        if (_receiver.TakesSignal(http.Request.Path))
        {
            await http.Request.Body.CopyToAsync(Stream.Null, stopping);
            http.Response.ContentType = "application/x-protobuf";
            return;
        }

        _receiver.CountArrival();
        var at = _receiver.Clock.GetUtcNow();
        var fault = _receiver.Faults.Take() ?? new BackendFault();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        using var wire = new MemoryStream();
        await http.Request.Body.CopyToAsync(wire, ended.Token);
        var call = new BackendCall(http.Request.Method, http.Request.Path.Value ?? "", http.Request.Headers, wire.ToArray());
        await fault.Before.WaitAsync(ended.Token);
        var judged = _judge(fault.Change?.Invoke(call) ?? call);
        var reply = Replace(judged, fault);
        var taken = reply.Take is not null && fault.Break != BackendBreak.BeforeTaking;
        if (taken)
        {
            reply.Take!();
        }

        var broken = fault.Break is BackendBreak.BeforeTaking or BackendBreak.AfterTaking;
        _receiver.Record(new BackendRequest
        {
            Path = call.Path,
            At = at,
            Protocol = http.Request.Protocol,
            Headers = RequestHeaders.Read(http.Request),
            Wire = _receiver.KeepsBytes ? call.Body : default,
            WireBytes = call.Body.Length,
            Message = _receiver.KeepsBytes ? judged.Message : default,
            StatusCode = broken ? 0 : reply.StatusCode,
            GrpcStatus = broken ? -1 : reply.GrpcStatus,
            Spans = judged.Spans,
            Taken = taken,
            Refusal = reply.Refusal,
        });
        await fault.BeforeAnswer.WaitAsync(ended.Token);
        await (_receiver.Faults.EachAnswer?.Invoke() ?? Task.CompletedTask).WaitAsync(ended.Token);
        if (broken)
        {
            Reset(http);
            return;
        }

        await AnswerAsync(http, reply, fault);
    }

    private static BackendReply Replace(BackendReply judged, BackendFault fault) => fault switch
    {
        { StatusCode: { } status } => new BackendReply
        {
            StatusCode = status,
            ContentType = fault.ContentType,
            Body = Encoding.UTF8.GetBytes(fault.Body),
            Take = status == StatusCodes.Status200OK ? judged.Take : null,
        },
        { GrpcStatus: { } status } => BackendReply.RefuseGrpc(status, fault.Body),
        _ => judged,
    };

    private static async Task AnswerAsync(HttpContext http, BackendReply reply, BackendFault fault)
    {
        var response = http.Response;
        response.StatusCode = reply.StatusCode;
        response.ContentType = reply.ContentType;
        foreach (var (name, value) in fault.Headers)
        {
            response.Headers.Append(name, value);
        }

        if (fault.Break == BackendBreak.HalfAnswer)
        {
            await HalfAsync(http, reply);
            return;
        }

        if (reply.GrpcStatus > 0)
        {
            // Without a message the status is in the headers, as gRPC servers write it.
            response.Headers["grpc-status"] = Number(reply.GrpcStatus);
            response.Headers["grpc-message"] = Uri.EscapeDataString(reply.Refusal ?? "");
            return;
        }

        await response.Body.WriteAsync(reply.Body);
        if (reply.GrpcStatus == 0)
        {
            response.AppendTrailer("grpc-status", "0");
        }
    }

    // An empty answer has no half, so the headers promise a body that is not sent.
    private static async Task HalfAsync(HttpContext http, BackendReply reply)
    {
        var length = Math.Max(reply.Body.Length, 10);
        var half = reply.Body.Length > 1 ? reply.Body[..(reply.Body.Length / 2)] : new byte[1];
        if (SocketOf(http) is { } socket)
        {
            // Kestrel may not have sent all bytes when the connection is aborted.
            var head = $"HTTP/1.1 {reply.StatusCode} .\r\nContent-Type: {reply.ContentType}\r\nContent-Length: {length}\r\n\r\n";
            byte[] answer = [.. Encoding.ASCII.GetBytes(head), .. half.Span];
            for (var sent = 0; sent < answer.Length;)
            {
                sent += await socket.SendAsync(answer.AsMemory(sent));
            }

            socket.Shutdown(SocketShutdown.Send);
            socket.Close();
        }
        else
        {
            http.Response.ContentLength = length;
            await http.Response.Body.WriteAsync(half);
            await http.Response.Body.FlushAsync();
        }

        http.Abort();
    }

    private static void Reset(HttpContext http)
    {
        if (SocketOf(http) is { } socket)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }

        http.Abort();
    }

    // With HTTP/2 only the stream breaks, not the connection with the other streams.
    private static Socket? SocketOf(HttpContext http) => http.Request.Protocol == HttpProtocol.Http11
        ? http.Features.Get<IConnectionSocketFeature>()?.Socket
        : null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
