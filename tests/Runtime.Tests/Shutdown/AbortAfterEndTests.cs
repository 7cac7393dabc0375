using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Requests;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Shutdown;

/// <summary>After its end a request leaves its <c>HttpContext</c> alone, which serves another request then.</summary>
public class AbortAfterEndTests
{
    [Fact]
    public async Task The_caller_is_asked_for_only_before_the_request_has_ended()
    {
        using var request = new TracedRequest();
        var lifetime = new SlowLifetime(request.State);
        request.Http.Features.Set<IHttpRequestLifetimeFeature>(lifetime);

        // One thread is inside of the context while another one closes the request.
        var asked = Task.Run(() => request.State.IsAborted);
        Assert.True(lifetime.Entered.Wait(Patience.Default));
        var closer = new Thread(() => request.State.Close());
        closer.Start();

        // The request cannot end while the context is in use: the thread waits. Of a request that could, the thread ends.
        await Eventually.BecomesTrueAsync(() => (closer.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
        lifetime.Left.Set();
        await asked;
        closer.Join();

        Assert.False(lifetime.WasAskedAfterTheEnd);
    }

    [Fact]
    public void A_request_that_has_ended_does_not_ask_its_context()
    {
        using var request = new TracedRequest();
        request.State.Close();
        request.Abort();

        Assert.False(request.State.IsAborted);
    }

    private sealed class SlowLifetime(RequestState request) : IHttpRequestLifetimeFeature
    {
        private int _calls;

        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Left { get; } = new();

        public bool WasAskedAfterTheEnd { get; private set; }

        public CancellationToken RequestAborted
        {
            get
            {
                if (Interlocked.Increment(ref _calls) == 1)
                {
                    Entered.Set();
                    Left.Wait();
                    WasAskedAfterTheEnd = request.IsCompleted;
                }

                return CancellationToken.None;
            }

            set
            {
            }
        }

        public void Abort()
        {
        }
    }
}
