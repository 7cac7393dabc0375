namespace TracedLlm.Bench.Gateway.Load;

/// <summary>What the load generator does next.</summary>
/// <param name="Port">The gateway's port.</param>
/// <param name="Rate">Requests per second, each sent at its time whatever became of the ones before; 0 for a closed loop, in which each connection sends its next request when it has its answer.</param>
/// <param name="Connections">The connections of a closed loop, the most of an open one.</param>
/// <param name="Seconds">How long requests are sent.</param>
/// <param name="BodyBytes">The length of a request's body.</param>
/// <param name="IsStream">Whether the answers are events.</param>
/// <param name="Spans">How many spans more the gateway makes.</param>
/// <param name="Attributes">How many attributes more the gateway sets.</param>
internal sealed record LoadOrder(int Port, int Rate, int Connections, double Seconds, int BodyBytes = 1024, bool IsStream = false, int Spans = 0, int Attributes = 0);
