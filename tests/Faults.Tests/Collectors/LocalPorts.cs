using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>A free port of 127.0.0.1 for each port of a Collector's file.</summary>
internal sealed class LocalPorts
{
    private readonly Dictionary<int, int> _ports = [];

    /// <summary>The port of this machine that stands for a port of the file.</summary>
    public int this[int port]
    {
        get
        {
            if (!_ports.TryGetValue(port, out var free))
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                _ports[port] = free = ((IPEndPoint)listener.LocalEndpoint).Port;
            }

            return free;
        }
    }

    /// <summary>The address that stands for a port of the file.</summary>
    public string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{this[port]}");
}
