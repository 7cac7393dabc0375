namespace TracedLlm.Samples.Gateway.Tests.Hosting;

/// <summary>
/// The gateway of the last test, which serves the next one if its settings are equal. Only one waits, and it stops before another one
/// starts: the activity sources of a process are shared, so that two gateways would export each other's spans.
/// </summary>
internal static class IdleGateway
{
    private static readonly Lock Gate = new();
    private static (string Settings, object Gateway, Func<ValueTask> Stop)? s_idle;

    /// <summary>The gateway that waits, if it has these settings.</summary>
    public static T? Take<T>(string settings)
        where T : class
    {
        lock (Gate)
        {
            if (s_idle is not { Gateway: T gateway } idle || idle.Settings != settings)
            {
                return null;
            }

            s_idle = null;
            return gateway;
        }
    }

    /// <summary>Lets a gateway wait for the next test.</summary>
    /// <param name="settings">All that differs between gateways of this type.</param>
    /// <param name="gateway">The gateway, without a request in progress.</param>
    /// <param name="stop">Stops the gateway, its providers and its backend.</param>
    public static void Keep(string settings, object gateway, Func<ValueTask> stop)
    {
        lock (Gate)
        {
            s_idle = (settings, gateway, stop);
        }
    }

    /// <summary>Stops the gateway that waits.</summary>
    public static async ValueTask StopAsync()
    {
        Func<ValueTask>? stop;
        lock (Gate)
        {
            stop = s_idle?.Stop;
            s_idle = null;
        }

        if (stop is not null)
        {
            await stop();
        }
    }
}
