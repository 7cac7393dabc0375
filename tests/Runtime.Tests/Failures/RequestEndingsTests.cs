using System.Globalization;
using TracedLlm.Apis;
using TracedLlm.Attempts;
using TracedLlm.Requests;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Tests.Failures;

/// <summary>The table of endings: the row that each request has, and the page that shows the rows.</summary>
public class RequestEndingsTests
{
    [Theory]
    [InlineData("None", 200, null, true, "ok", 200, null)]
    [InlineData("None", 400, null, false, "refused", 400, "400")]
    [InlineData("None", 400, null, true, "error", 400, "400")]
    [InlineData("None", 500, null, false, "error", 500, "500")]
    [InlineData("None", 200, "overloaded_error", true, "error", 200, "overloaded_error")]
    [InlineData("Blocked", 200, "overloaded_error", true, "blocked", 200, "guardrail_intervened")]
    [InlineData("Cancelled", 200, "overloaded_error", true, "cancelled", 499, null)]
    [InlineData("CancelledByShutdown", 200, null, true, "cancelled", 200, null)]
    [InlineData("CancelledByShutdown", 0, null, true, "cancelled", null, null)]
    public void A_request_has_the_first_ending_that_applies(
        string verdict, int sent, string? statedError, bool hasCalls, string outcome, int? status, string? errorType)
    {
        var request = new EndedRequest
        {
            Verdict = Enum.Parse<RequestVerdict>(verdict),
            StatusCode = sent,
            StatedErrorType = statedError,
            HasCalls = hasCalls,
        };

        var ending = RequestEndings.Choose(request);

        Assert.Equal((outcome, status, errorType), (ending.Outcome, ending.StatusCodeFor(request), ending.ErrorTypeFor(request)));
    }

    [Theory]
    [InlineData(503, true, false, "refused")]
    [InlineData(503, true, true, "error")]
    [InlineData(503, false, false, "error")]
    public void A_request_that_shall_come_again_later_is_refused_unless_something_ran(int status, bool isPostponed, bool hasCalls, string outcome)
    {
        var request = new EndedRequest { Verdict = RequestVerdict.None, StatusCode = status, IsPostponed = isPostponed, HasCalls = hasCalls };

        Assert.Equal(outcome, RequestEndings.Choose(request).Outcome);
    }

    [Fact]
    public void The_error_type_is_that_of_the_exception_else_of_the_response_else_of_the_attempts()
    {
        var failed = new EndedRequest { Verdict = RequestVerdict.None, StatusCode = 502, HasCalls = true };

        Assert.Equal("System.TimeoutException", (failed with { Exception = new TimeoutException(), StatedErrorType = "stated" }).FailureType);
        Assert.Equal("stated", (failed with { StatedErrorType = "stated", Attempt = new AttemptError("503") }).FailureType);
        Assert.Equal("503", (failed with { StatedErrorType = ErrorMap.Other, Attempt = new AttemptError("503") }).FailureType);
        Assert.Equal(ErrorMap.Other, (failed with { StatedErrorType = ErrorMap.Other }).FailureType);
        Assert.Equal("502", failed.FailureType);
    }

    [Fact]
    public void The_page_has_the_table()
    {
        var rows = RequestEndings.All.Select(static row =>
            $"| {row.When} | `{row.Outcome}` | {Status(row)} | {ErrorType(row)} | {(row.HasFailed ? "yes" : "")} | {row.SpanLevel} | {Log(row)} |");
        var table = string.Join('\n', rows.Prepend("|---|---|---|---|---|---|---|")
            .Prepend("| what happened | `litellm.outcome` | status code | `error.type` | failure span | level | failure log |"));

        PageSection.Match("docs/spans.md", "endings", table + "\n");
    }

    private static string Status(RequestEnding row) => row.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "as sent";

    private static string ErrorType(RequestEnding row) => row switch
    {
        { HasFailed: false } => "",
        { ErrorType: { } fixedType } => $"`{fixedType}`",
        _ => "what broke",
    };

    private static string Log(RequestEnding row) => row switch
    {
        { HasFailed: false } => "",
        { IsExpected: true } => $"{row.LogLevel}, without the exception",
        _ => $"{row.LogLevel}, with the exception",
    };
}
