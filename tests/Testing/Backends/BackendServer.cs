using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TracedLlm.Testing.Hosting;

namespace TracedLlm.Testing.Backends;

/// <summary>Serves one port of a backend: its rules, or what goes wrong in their place.</summary>
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
        var fault = _receiver.Faults.Take() ?? new BackendFault();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        using var wire = new MemoryStream();
        await http.Request.Body.CopyToAsync(wire, ended.Token);
        var call = new BackendCall(http.Request.Method, http.Request.Path.Value ?? "", http.Request.Headers, wire.ToArray());
        await fault.Before.WaitAsync(ended.Token);
        var judged = _judge(call);
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
            Protocol = http.Request.Protocol,
            Headers = RequestHeaders.Of(http.Request),
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
            Body = System.Text.Encoding.UTF8.GetBytes(fault.Body),
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
            // Without a message the status stands in the headers, as servers of gRPC write it.
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

    private static async Task HalfAsync(HttpContext http, BackendReply reply)
    {
        // An empty answer has no half: one is promised that does not come.
        http.Response.ContentLength = Math.Max(reply.Body.Length, 10);
        await http.Response.Body.WriteAsync(reply.Body.Length > 1 ? reply.Body[..(reply.Body.Length / 2)] : new byte[1]);
        await http.Response.Body.FlushAsync();
        Reset(http);
    }

    private static void Reset(HttpContext http)
    {
        if (http.Request.Protocol == HttpProtocol.Http11 && http.Features.Get<IConnectionSocketFeature>() is { } connection)
        {
            connection.Socket.LingerState = new LingerOption(true, 0);
            connection.Socket.Close();
        }

        http.Abort();
    }

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
