namespace TracedLlm.Export.Transport;

/// <summary>
/// What the answers of backends mean: the first row that matches. The rows follow the OTLP specification, and what servers answer where
/// it says nothing. <c>docs/export.md</c> shows this table.
/// </summary>
/// <remarks>https://opentelemetry.io/docs/specs/otlp/#failures</remarks>
internal static class AnswerTable
{
    private const string Any = "both";
    private const string Http = "HTTP";
    private const string Grpc = "gRPC";

    public static readonly AnswerRow[] Rows =
    [
        new(Http, "2xx; a JSON or HTML body makes no difference", SendOutcome.Accepted, static answer => !answer.IsGrpc && IsSuccess(answer)),
        new(Grpc, "`OK`", SendOutcome.Accepted, static answer => answer.IsGrpc && IsSuccess(answer) && answer.Code == GrpcStatus.Ok),
        new(Any, "413", SendOutcome.TooLarge, static answer => answer.Status == 413),
        new(
            Any,
            $"any other status, if its message has {string.Join(" or ", SizeMessages.Rows.Select(static row => $"`{row.Text}`"))}",
            SendOutcome.TooLarge,
            static answer => SizeMessages.Match(answer.Text)),
        new(Any, "401, 403, 404, whatever the body says", SendOutcome.Rejected, static answer => answer.Status is 401 or 403 or 404),
        new(
            Any,
            "408, 429, 502, 503, 504, 507, 521 to 530, whatever the body says",
            SendOutcome.Retry,

            // From 521 they are statuses of proxies: the server behind them is down, silent or busy, or its certificate is wrong.
            static answer => answer.Status is 408 or 429 or 502 or 503 or 504 or 507 or (>= 521 and <= 530)),
        new(Http, "415 to a compressed body", SendOutcome.Compressed, static answer => !answer.IsGrpc && answer is { Status: 415, IsCompressed: true }),
        new(
            Any,
            "`CANCELLED`, `DEADLINE_EXCEEDED`, `RESOURCE_EXHAUSTED`, `ABORTED`, `OUT_OF_RANGE`, `UNAVAILABLE`, `DATA_LOSS`",
            SendOutcome.Retry,
            static answer => answer.Code is GrpcStatus.Cancelled or GrpcStatus.DeadlineExceeded or GrpcStatus.ResourceExhausted
                or GrpcStatus.Aborted or GrpcStatus.OutOfRange or GrpcStatus.Unavailable or GrpcStatus.DataLoss),
        new(Any, "`INVALID_ARGUMENT`", SendOutcome.Malformed, static answer => answer.Code == GrpcStatus.InvalidArgument),
        new(Grpc, "`UNIMPLEMENTED` to a compressed message", SendOutcome.Compressed, static answer => answer is { IsGrpc: true, Code: GrpcStatus.Unimplemented, IsCompressed: true }),
        new(
            Grpc,
            "`UNKNOWN`, `INTERNAL`; 200 without a gRPC status; 400 of a server without gRPC",
            SendOutcome.Failed,
            static answer => answer.IsGrpc
                && (answer.Code is GrpcStatus.Unknown or GrpcStatus.Internal || (answer.Code is null && (IsSuccess(answer) || answer.Status == 400)))),
        new(
            Http,
            "5xx with any other code in its body, except `UNKNOWN` and `INTERNAL`",
            SendOutcome.Rejected,
            static answer => answer is { IsGrpc: false, Status: >= 500, Code: not (null or GrpcStatus.Unknown or GrpcStatus.Internal) }),
        new(Any, "501, 505: the server does not support the request", SendOutcome.Rejected, static answer => answer.Status is 501 or 505),
        new(Any, "500 and every other 5xx", SendOutcome.Failed, static answer => answer.Status >= 500),
        new(Http, "400, 422", SendOutcome.Malformed, static answer => answer is { IsGrpc: false, Status: 400 or 422 }),
        new(Any, "any other: 405, 409, a redirect, `UNAUTHENTICATED`, `PERMISSION_DENIED`, …", SendOutcome.Rejected, static _ => true),
    ];

    /// <summary>What an answer means.</summary>
    public static SendOutcome Classify(Answer answer) => Array.Find(Rows, row => row.Matches(answer))!.Outcome;

    private static bool IsSuccess(in Answer answer) => answer.Status is >= 200 and < 300;
}
