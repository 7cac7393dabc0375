// Namespaces that an editor adds when it completes the name of a type.
global using System.Diagnostics;
global using System.Net;
global using System.Threading.Channels;
global using Microsoft.Extensions.Options;
global using OpenTelemetry.Logs;
global using OpenTelemetry.Metrics;
global using TracedLlm.Export;
global using static Given;
