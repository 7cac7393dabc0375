using Microsoft.AspNetCore.Http;
using TracedLlm.Attempts;
using TracedLlm.Requests;

namespace TracedLlm.Tests.Shutdown;

/// <summary>A shutdown closes requests beside the server, which may dispose its context in the middle of that.</summary>
public sealed class DisposedContextTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_request_that_closes_knows_whether_its_caller_had_left(bool hasLeft)
    {
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(hasLeft) };
        var lifecycle = new RequestLifecycle(new object(), context, new AttemptLog(), inFlight: null);
        lifecycle.Close(status: 200);

        context.Uninitialize();

        Assert.Equal(hasLeft, lifecycle.IsAborted);
    }
}
